package io.countersign.document;

import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

import javax.imageio.ImageIO;

import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObjectKey;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.springframework.stereotype.Component;

/**
 * Draws pages as PNG pictures, within the guard's bounds, and keeps the last ones in
 * memory: a page is looked at by several people in one afternoon, then never again.
 */
@Component
final class PagePictures {

	/** Points are 1/72 inch; 110 dots an inch are well readable on a screen. */
	private static final float DOTS_PER_POINT = 110f / 72f;

	/** A picture inside a page is unpacked whole before it is drawn. */
	private static final long MAX_PICTURE_PIXELS = 64_000_000;

	private final DocumentLimits limits;

	private final BoundedWork work;

	private final Map<String, byte[]> latest = new LinkedHashMap<>(64, 0.75f, true);

	private long cached;

	PagePictures(DocumentLimits limits, BoundedWork work) {
		this.limits = limits;
		this.work = work;
	}

	Optional<byte[]> of(String sha256, int page, Supplier<Optional<byte[]>> document) {
		String key = sha256 + "/" + page;
		synchronized (this.latest) {
			byte[] known = this.latest.get(key);
			if (known != null) {
				return Optional.of(known);
			}
		}
		Optional<byte[]> picture = document.get()
			.flatMap((bytes) -> this.work.run(sha256, (allowance) -> draw(bytes, page, allowance)));
		picture.ifPresent((png) -> keep(key, png));
		return picture;
	}

	private void keep(String key, byte[] png) {
		synchronized (this.latest) {
			byte[] before = this.latest.put(key, png);
			this.cached += png.length - ((before != null) ? before.length : 0);
			var oldest = this.latest.entrySet().iterator();
			while (this.cached > this.limits.pictureCache().toBytes() && oldest.hasNext()) {
				this.cached -= oldest.next().getValue().length;
				oldest.remove();
			}
		}
	}

	private Callable<Optional<byte[]>> draw(byte[] bytes, int page, Allowance allowance) {
		return () -> {
			try (OpenPdf pdf = OpenPdf.open(bytes, allowance)) {
				if (page < 1 || page > pdf.pages().size()) {
					return Optional.empty();
				}
				refuseHugePictures(pdf.document());
				return Optional.of(png(pdf, page));
			}
		};
	}

	private byte[] png(OpenPdf pdf, int page) throws IOException {
		PDRectangle box = pdf.pages().get(page - 1).getCropBox();
		PDFRenderer renderer = new PDFRenderer(pdf.document());
		renderer.setSubsamplingAllowed(true);
		renderer.setRenderingHints(hints());
		BufferedImage image = renderer.renderImage(page - 1, scale(box), ImageType.RGB);
		ByteArrayOutputStream png = new ByteArrayOutputStream();
		ImageIO.write(image, "png", png);
		return png.toByteArray();
	}

	private static RenderingHints hints() {
		RenderingHints hints = new RenderingHints(RenderingHints.KEY_INTERPOLATION,
				RenderingHints.VALUE_INTERPOLATION_BICUBIC);
		hints.put(RenderingHints.KEY_RENDERING, RenderingHints.VALUE_RENDER_QUALITY);
		hints.put(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
		return hints;
	}

	/** Full resolution, or less where the page would have too many pixels. */
	private float scale(PDRectangle box) {
		double pixels = (double) box.getWidth() * box.getHeight() * DOTS_PER_POINT * DOTS_PER_POINT;
		return (float) (DOTS_PER_POINT * Math.min(1, Math.sqrt(this.limits.maxPixels() / Math.max(1, pixels))));
	}

	private static void refuseHugePictures(PDDocument document) {
		for (COSObjectKey key : document.getDocument().getXrefTable().keySet()) {
			COSBase object = document.getDocument().getObjectFromPool(key).getObject();
			if (object instanceof COSStream stream && COSName.IMAGE.equals(stream.getCOSName(COSName.SUBTYPE))
					&& (long) stream.getInt(COSName.WIDTH, 0) * stream.getInt(COSName.HEIGHT, 0) > MAX_PICTURE_PIXELS) {
				throw Allowance.tooComplex();
			}
		}
	}

}
