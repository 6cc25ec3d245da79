package io.countersign.document;

import java.util.List;

/**
 * Where things are on a page as a reader sees it: in points, from the page's upper left
 * corner.
 *
 * @param plain whether the page is shown unturned and uncut, so that its coordinates are
 * also those of the file
 * @param lines words from left to right, lines from top to bottom
 * @param annotations form fields, links and the like
 * @param pictures places of pictures, and of what was drawn or stamped onto the page
 */
public record PageLayout(float width, float height, boolean plain, List<List<Word>> lines, List<Box> annotations,
		List<Box> pictures) {

	/** A rectangle; {@code x} and {@code y} are its upper left corner. */
	public record Box(float x, float y, float width, float height) {

		/** Whether both share an area; touching edges do not count. */
		public boolean overlaps(Box other) {
			return this.x < other.x + other.width && other.x < this.x + this.width && this.y < other.y + other.height
					&& other.y < this.y + this.height;
		}

	}

	/** A piece of text without a gap. */
	public record Word(String text, Box box) {
	}

}
