package io.countersign.imports;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Configuration of imports. All limits are defaults of this installation. A request as a
 * whole may have {@code spring.servlet.multipart.max-request-size}: whose documents need
 * more sends several files of rows, each with its own documents.
 *
 * @param worker whether this node works rows off by itself
 * @param threads how many rows this node works on at once
 * @param batch how many rows a thread claims at a time
 * @param poll longest time between two looks for rows
 * @param lease how long a claimed row is left to the node that claimed it; longer than a
 * batch can take
 * @param pause before a row is tried again that could not be worked off
 * @param attempts how often a row is tried before it fails for good
 * @param atOnce imports that one sender may have under way
 * @param readersAtOnce files that a node reads at the same time
 * @param keep how long files, documents and row contents are kept once an import is
 * finished, and how long a stopped one may wait to be resumed
 * @param storedPerSender most that is kept for one sender at any time
 * @param maxFile largest table, as it arrives
 * @param maxRows most rows, without the header
 * @param maxColumns most columns
 * @param maxCell longest cell, in UTF-8
 * @param maxText longest text of all cells together, in characters; shared texts of a
 * workbook count wherever they stand
 * @param workbook limits of a workbook, which is a ZIP too
 * @param documents limits of the ZIP with documents
 */
@ConfigurationProperties("countersign.imports")
record ImportProperties(@DefaultValue("true") boolean worker, @DefaultValue("2") int threads,
		@DefaultValue("10") int batch, @DefaultValue("1s") Duration poll, @DefaultValue("5m") Duration lease,
		@DefaultValue("5s") Duration pause, @DefaultValue("3") int attempts, @DefaultValue("2") int atOnce,
		@DefaultValue("2") int readersAtOnce, @DefaultValue("14d") Duration keep,
		@DefaultValue("256MB") DataSize storedPerSender, @DefaultValue("10MB") DataSize maxFile,
		@DefaultValue("5000") int maxRows, @DefaultValue("200") int maxColumns, @DefaultValue("4KB") DataSize maxCell,
		@DefaultValue("16777216") int maxText, @DefaultValue Workbook workbook, @DefaultValue Documents documents) {

	/**
	 * Limits of a workbook.
	 *
	 * @param entries most files inside
	 * @param entrySize largest file inside, inflated
	 * @param totalSize all files inside together, inflated
	 * @param ratio how many times larger than packed a file inside may be, from 1 MB on
	 */
	record Workbook(@DefaultValue("500") int entries, @DefaultValue("64MB") DataSize entrySize,
			@DefaultValue("96MB") DataSize totalSize, @DefaultValue("100") int ratio) {

		ZipLimits limits() {
			return new ZipLimits(this.entries, this.entrySize.toBytes(), this.totalSize.toBytes(), this.ratio);
		}

	}

	/**
	 * Limits of the documents beside a table, in the same sense. PDFs hardly pack, so all
	 * of them together have twice what a request may have.
	 */
	record Documents(@DefaultValue("5000") int entries, @DefaultValue("20MB") DataSize entrySize,
			@DefaultValue("48MB") DataSize totalSize, @DefaultValue("100") int ratio) {

		ZipLimits limits() {
			return new ZipLimits(this.entries, this.entrySize.toBytes(), this.totalSize.toBytes(), this.ratio);
		}

	}

}
