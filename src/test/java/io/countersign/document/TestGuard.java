package io.countersign.document;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

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
		DocumentLimits limits = new DocumentLimits(DataSize.ofMegabytes(20), 300, 100_000, DataSize.ofMegabytes(200),
				DataSize.ofMegabytes(8), Duration.ofSeconds(30), 8, DataSize.ofMegabytes(16), 2_500_000,
				DataSize.ofMegabytes(32));
		return new PdfDocumentGuard(limits, new BoundedWork(limits));
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
