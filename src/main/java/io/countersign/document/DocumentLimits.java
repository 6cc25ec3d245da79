package io.countersign.document;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The bounds within which a PDF from outside is opened. Reaching a bound is allowed,
 * exceeding it is refused.
 *
 * @param maxSize size of one PDF
 * @param maxPages pages of one PDF
 * @param maxObjects entries of all cross-reference tables of one PDF
 * @param maxInflated what all its compressed streams may grow to together
 * @param maxStream what a single one may grow to: a page's instructions or a table of
 * objects; pictures and fonts are counted in the whole only, since nothing interprets
 * them while a PDF is received
 * @param maxTime how long reading one PDF or drawing one page may take
 * @param concurrency how many PDFs are open at a time; 0 means one for each processor, at
 * least 2
 * @param memory decoded data of one PDF that PDFBox may keep in memory before it writes
 * to a temporary file
 * @param maxPixels pixels of a page's picture
 * @param pictureCache bytes of page pictures kept in memory
 */
@ConfigurationProperties("countersign.documents")
record DocumentLimits(@DefaultValue("20MB") DataSize maxSize, @DefaultValue("300") int maxPages,
		@DefaultValue("100000") int maxObjects, @DefaultValue("200MB") DataSize maxInflated,
		@DefaultValue("8MB") DataSize maxStream, @DefaultValue("5s") Duration maxTime,
		@DefaultValue("0") int concurrency, @DefaultValue("16MB") DataSize memory,
		@DefaultValue("2500000") int maxPixels, @DefaultValue("32MB") DataSize pictureCache) {

	int workers() {
		return (this.concurrency > 0) ? this.concurrency : Math.max(2, Runtime.getRuntime().availableProcessors());
	}

}
