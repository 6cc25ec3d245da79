package io.countersign.signature;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.countersign.document.PageLayout;
import io.countersign.document.PageLayout.Box;
import io.countersign.document.PageLayout.Word;

/**
 * Where the visible signature goes: into the block {@code Microsoft Affiliate} of the
 * signature form, else at the bottom of the last page; never over text or a form field.
 *
 * @param page counted from 1
 */
record SignaturePlace(int page, Box box) {

	/** Sizes in points, the best one first; four lines of text fit into the last. */
	private static final float[][] SIZES = { { 210, 62 }, { 180, 54 }, { 150, 46 } };

	private static final float STEP = 6;

	private static final float MARGIN = 36;

	/** How far below its header the block may reach. */
	private static final float BLOCK_HEIGHT = 180;

	/**
	 * Finds the place.
	 * @return empty where no page has room, or none lies plainly: the signature is then
	 * there without being seen
	 */
	static Optional<SignaturePlace> in(List<PageLayout> pages) {
		for (int i = 0; i < pages.size(); i++) {
			Optional<Box> header = pages.get(i).plain() ? blockHeader(pages.get(i)) : Optional.empty();
			if (header.isPresent()) {
				Optional<Box> place = beside(pages.get(i), header.get());
				if (place.isPresent()) {
					return Optional.of(new SignaturePlace(i + 1, place.get()));
				}
			}
		}
		for (int i = pages.size() - 1; i >= 0; i--) {
			Optional<Box> place = pages.get(i).plain() ? atBottom(pages.get(i)) : Optional.empty();
			if (place.isPresent()) {
				return Optional.of(new SignaturePlace(i + 1, place.get()));
			}
		}
		return Optional.empty();
	}

	/** The words "Microsoft Affiliate" where they begin a line or a column. */
	private static Optional<Box> blockHeader(PageLayout page) {
		for (List<Word> line : page.lines()) {
			for (int i = 0; i < line.size(); i++) {
				String here = line.get(i).text().strip();
				String next = (i + 1 < line.size()) ? line.get(i + 1).text().strip() : "";
				boolean header = here.equals("Microsoft Affiliate")
						|| (here.equals("Microsoft") && next.equals("Affiliate"));
				if (header && (i == 0 || distance(line.get(i - 1), line.get(i)) > 12)) {
					return Optional.of(line.get(i).box());
				}
			}
		}
		return Optional.empty();
	}

	private static float distance(Word left, Word right) {
		return right.box().x() - left.box().x() - left.box().width();
	}

	/**
	 * Beside the block's label "Signature", in the right half of the page where forms
	 * have their values; else wherever the block has room, from top to bottom.
	 */
	private static Optional<Box> beside(PageLayout page, Box header) {
		float end = Math.min(header.y() + BLOCK_HEIGHT, page.height() - MARGIN);
		for (float[] size : SIZES) {
			for (float y = label(page, header, end).map(Box::y).orElse(header.y()); y + size[1] <= end; y += STEP) {
				float middle = Math.max(header.x(), page.width() / 2);
				for (float x = middle; x + size[0] <= page.width() - MARGIN; x += STEP) {
					Box place = new Box(x, y, size[0], size[1]);
					if (free(page, place)) {
						return Optional.of(place);
					}
				}
				for (float x = middle - STEP; x >= header.x(); x -= STEP) {
					Box place = new Box(x, y, size[0], size[1]);
					if (free(page, place)) {
						return Optional.of(place);
					}
				}
			}
		}
		return Optional.empty();
	}

	private static Optional<Box> label(PageLayout page, Box header, float end) {
		return page.lines()
			.stream()
			.map((line) -> line.get(0))
			.filter((word) -> word.text().strip().equals("Signature"))
			.map(Word::box)
			.filter((box) -> box.y() > header.y() && box.y() < end)
			.findFirst();
	}

	private static Optional<Box> atBottom(PageLayout page) {
		for (float[] size : SIZES) {
			for (float y = page.height() - MARGIN - size[1]; y >= MARGIN; y -= STEP) {
				for (float x = page.width() - MARGIN - size[0]; x >= MARGIN; x -= STEP) {
					Box place = new Box(x, y, size[0], size[1]);
					if (free(page, place)) {
						return Optional.of(place);
					}
				}
			}
		}
		return Optional.empty();
	}

	private static boolean free(PageLayout page, Box place) {
		List<Box> taken = new ArrayList<>(page.annotations());
		page.lines().forEach((line) -> line.forEach((word) -> taken.add(word.box())));
		return taken.stream().noneMatch(place::overlaps);
	}

}
