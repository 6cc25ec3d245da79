package io.countersign.document;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.PDDocument;

import org.springframework.util.unit.DataSize;

/** The guard for tests without an application, with its usual bounds and more time. */
public final class TestGuard {

	private TestGuard() {
	}

	public static DocumentGuard create() {
		DocumentLimits limits = limits(Duration.ofSeconds(30));
		return new PdfDocumentGuard(limits, new BoundedWork(limits));
	}

	/** Judges digital signatures, trusting these issuers, within a time. */
	public static DocumentSignatures signatures(Duration maxTime, CertificateToken... trusted) {
		CommonTrustedCertificateSource source = new CommonTrustedCertificateSource();
		for (CertificateToken issuer : trusted) {
			source.addCertificate(issuer);
		}
		return new PadesDocumentSignatures(new BoundedWork(limits(maxTime)), source);
	}

	/** Judges digital signatures, trusting the issuers in a directory. */
	public static DocumentSignatures signatures(Duration maxTime, Path trusted) {
		return new PadesDocumentSignatures(new BoundedWork(limits(maxTime)), new TrustedIssuers(trusted).read());
	}

	/** Tells about the signatures of documents, trusting ourselves and these issuers. */
	public static SignatureReports reports(OwnSignatures own, CertificateToken... trusted) {
		CommonTrustedCertificateSource source = new CommonTrustedCertificateSource();
		for (CertificateToken issuer : trusted) {
			source.addCertificate(issuer);
		}
		return new PadesSignatureReports(new BoundedWork(limits(Duration.ofSeconds(30))), source, Optional.of(own),
				Clock.systemUTC());
	}

	private static DocumentLimits limits(Duration maxTime) {
		return new DocumentLimits(DataSize.ofMegabytes(20), 300, 100_000, DataSize.ofMegabytes(200),
				DataSize.ofMegabytes(8), maxTime, 8, DataSize.ofMegabytes(16), 2_500_000, DataSize.ofMegabytes(32));
	}

	/** The same document made larger by so many bytes nobody sees. */
	public static byte[] paddedTo(byte[] pdf, int bytes) {
		try (PDDocument document = Loader.loadPDF(pdf); ByteArrayOutputStream out = new ByteArrayOutputStream()) {
			COSStream padding = document.getDocument().createCOSStream();
			try (var content = padding.createRawOutputStream()) {
				content.write(new byte[bytes]);
			}
			document.getDocumentCatalog().getCOSObject().setItem(COSName.getPDFName("Padding"), padding);
			document.save(out);
			return out.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
