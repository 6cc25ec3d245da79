package io.countersign.document;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.PDFRevisionWrapper;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.enumerations.SignatureLevel;

/**
 * Whether a signed file goes on with anything that proves nothing. A document time stamp
 * covers all before it. Only level LT ends with a revision that nothing covers: it adds
 * certificates and revocation lists to the file's catalogue.
 */
public final class FileEnd {

	/** The last line of each revision of a PDF. */
	private static final String END = "%%EOF";

	private FileEnd() {
	}

	/**
	 * Whether something was added behind the last signature and the proof of it; blanks
	 * do not count.
	 */
	public static boolean addedTo(DiagnosticData data, byte[] pdf) {
		return addedTo(data, pdf, pdf.length - trailingBlanks(pdf));
	}

	/** The same where every byte counts, as in a file that we made ourselves. */
	public static boolean extended(DiagnosticData data, byte[] pdf) {
		return addedTo(data, pdf, pdf.length);
	}

	private static int trailingBlanks(byte[] pdf) {
		int last = pdf.length;
		while (last > 0 && pdf[last - 1] <= ' ' && pdf[last - 1] >= 0) {
			last--;
		}
		return pdf.length - last;
	}

	private static boolean addedTo(DiagnosticData data, byte[] pdf, int length) {
		Optional<SignatureWrapper> last = last(data);
		if (last.isEmpty()) {
			return false;
		}
		PDFRevisionWrapper revision = last.get().getPDFRevision();
		if (revision == null) {
			return false;
		}
		if (!revision.getPdfAnnotationChanges().isEmpty() || !revision.getPdfUndefinedChanges().isEmpty()) {
			return true;
		}
		int covered = covered(revisions(data).map(FileEnd::of), pdf.length);
		String rest = new String(pdf, covered, Math.max(0, length - covered), StandardCharsets.ISO_8859_1);
		boolean evidence = last.get().getSignatureFormat() == SignatureLevel.PAdES_BASELINE_LT
				&& !revision.getPdfExtensionChanges().isEmpty();
		return !rest.isEmpty() && !(evidence && oneRevision(rest));
	}

	/** Whether it is one revision, and nothing behind it. */
	private static boolean oneRevision(String rest) {
		int end = rest.indexOf(END);
		return end > 0 && rest.substring(end + END.length()).isBlank();
	}

	/** The signature that covers most of the file. */
	public static Optional<SignatureWrapper> last(DiagnosticData data) {
		return data.getSignatures().stream().max(Comparator.comparing((signature) -> of(signature.getPDFRevision())));
	}

	/** Of signatures and of time stamps over the document, which have fields too. */
	static Stream<PDFRevisionWrapper> revisions(DiagnosticData data) {
		return Stream
			.concat(data.getSignatures().stream().map(SignatureWrapper::getPDFRevision),
					data.getTimestampList().stream().map(TimestampWrapper::getPDFRevision))
			.filter((revision) -> revision != null);
	}

	/**
	 * How much of a file is covered.
	 * @param ends what its byte ranges say: anything, in a file from outside
	 */
	static int covered(Stream<BigInteger> ends, int length) {
		return ends.max(Comparator.naturalOrder())
			.orElse(BigInteger.ZERO)
			.max(BigInteger.ZERO)
			.min(BigInteger.valueOf(length))
			.intValue();
	}

	/** The position behind the last byte that is covered. */
	static BigInteger of(PDFRevisionWrapper revision) {
		List<BigInteger> range = (revision != null) ? revision.getSignatureByteRange() : List.of();
		return (range.size() == 4) ? range.get(2).add(range.get(3)) : BigInteger.ZERO;
	}

}
