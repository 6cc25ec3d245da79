package io.countersign.document;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSObjectKey;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.filter.FilterFactory;
import org.apache.pdfbox.io.MemoryUsageSetting;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdfparser.PDFParser;
import org.apache.pdfbox.pdfparser.XrefTrailerResolver;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * PDFBox's parser, strict and within an {@link Allowance}.
 * <p>
 * Strict, because a lenient parser repairs a damaged file to something that the next
 * viewer may repair differently, and nobody should countersign that. PDFBox decodes a
 * stream into memory in one go, whatever it grows to; so each stream is measured here,
 * the moment it is parsed and before anything decodes it.
 */
final class GuardedParser extends PDFParser {

	/** Filters whose output may be far larger than their input. */
	private static final Set<COSName> EXPANDING = Set.of(COSName.FLATE_DECODE, COSName.FLATE_DECODE_ABBREVIATION,
			COSName.LZW_DECODE, COSName.LZW_DECODE_ABBREVIATION, COSName.RUN_LENGTH_DECODE,
			COSName.RUN_LENGTH_DECODE_ABBREVIATION);

	private static final Set<COSName> SHRINKING = Set.of(COSName.ASCII_HEX_DECODE,
			COSName.ASCII_HEX_DECODE_ABBREVIATION, COSName.ASCII85_DECODE, COSName.ASCII85_DECODE_ABBREVIATION);

	/** Longest row a predictor may ask for; PDFBox allocates it before it reads. */
	private static final long MAX_ROW = 1 << 20;

	private static final Set<COSName> FONT_PROGRAMS = Set.of(COSName.getPDFName("Type1C"),
			COSName.getPDFName("CIDFontType0C"), COSName.getPDFName("OpenType"));

	private final Allowance allowance;

	private final Map<COSStream, Long> sizes = new IdentityHashMap<>();

	GuardedParser(byte[] bytes, Allowance allowance) throws IOException {
		super(new WatchedSource(bytes, allowance), "", null, null, MemoryUsageSetting
			.setupMixed(allowance.limits().memory().toBytes(), allowance.limits().maxInflated().toBytes()).streamCache);
		this.allowance = allowance;
		this.xrefTrailerResolver = new CountingResolver(allowance);
	}

	PDDocument read() throws IOException {
		return parse(false);
	}

	/** What a stream grows to when decoded; 0 for a stream that is not compressed. */
	long inflatedSize(COSStream stream) {
		return this.sizes.getOrDefault(stream, 0L);
	}

	@Override
	protected COSBase parseDirObject() throws IOException {
		this.allowance.checkTime();
		return super.parseDirObject();
	}

	@Override
	protected COSStream parseCOSStream(COSDictionary dictionary) throws IOException {
		COSStream stream = super.parseCOSStream(dictionary);
		long position = this.source.getPosition();
		this.sizes.put(stream, measure(stream));
		this.source.seek(position);
		return stream;
	}

	private long measure(COSStream stream) throws IOException {
		List<COSName> filters = filters(stream);
		long expanding = filters.stream().filter(EXPANDING::contains).count();
		if (expanding == 0) {
			return 0;
		}
		if (expanding > 1) {
			throw Allowance.tooComplex();
		}
		checkRows(stream);
		long forStream = mayBeLarge(stream) ? this.allowance.limits().maxInflated().toBytes()
				: this.allowance.limits().maxStream().toBytes();
		byte[] data = null;
		for (int i = 0; i < filters.size(); i++) {
			COSName filter = filters.get(i);
			boolean last = EXPANDING.contains(filter);
			if (!last && !SHRINKING.contains(filter)) {
				// a picture coder before the expanding filter: nothing sensible
				throw Allowance.tooComplex();
			}
			ByteArrayOutputStream kept = new ByteArrayOutputStream();
			try (InputStream in = (data != null) ? new ByteArrayInputStream(data) : stream.createRawInputStream()) {
				Meter meter = new Meter(this.allowance, forStream, last ? OutputStream.nullOutputStream() : kept);
				FilterFactory.INSTANCE.getFilter(filter).decode(in, meter, stream, i);
				if (last) {
					return meter.count;
				}
			}
			data = kept.toByteArray();
		}
		throw new IllegalStateException("A compressed stream has a last filter");
	}

	private static List<COSName> filters(COSStream stream) {
		COSBase filters = stream.getFilters();
		if (filters instanceof COSName name) {
			return List.of(name);
		}
		if (filters instanceof COSArray array) {
			return array.toList()
				.stream()
				.map((filter) -> (filter instanceof COSObject object) ? object.getObject() : filter)
				.filter(COSName.class::isInstance)
				.map(COSName.class::cast)
				.toList();
		}
		return List.of();
	}

	private static void checkRows(COSStream stream) {
		COSBase parameters = stream.getDictionaryObject(COSName.DP, COSName.DECODE_PARMS);
		if (parameters instanceof COSDictionary dictionary) {
			checkRow(dictionary);
		}
		else if (parameters instanceof COSArray array) {
			for (int i = 0; i < array.size(); i++) {
				if (array.getObject(i) instanceof COSDictionary dictionary) {
					checkRow(dictionary);
				}
			}
		}
	}

	private static void checkRow(COSDictionary parameters) {
		long bits = (long) parameters.getInt(COSName.COLUMNS, 1) * Math.min(parameters.getInt(COSName.COLORS, 1), 32)
				* parameters.getInt(COSName.BITS_PER_COMPONENT, 8);
		if (bits < 0 || bits / 8 > MAX_ROW) {
			throw Allowance.tooComplex();
		}
	}

	private static boolean mayBeLarge(COSStream stream) {
		COSName subtype = stream.getCOSName(COSName.SUBTYPE);
		return stream.containsKey(COSName.LENGTH1)
				|| (subtype != null && (COSName.IMAGE.equals(subtype) || FONT_PROGRAMS.contains(subtype)));
	}

	/** Counts what a filter writes. */
	private static final class Meter extends OutputStream {

		private final Allowance allowance;

		private final long limit;

		private final OutputStream to;

		private long count;

		Meter(Allowance allowance, long limit, OutputStream to) {
			this.allowance = allowance;
			this.limit = limit;
			this.to = to;
		}

		@Override
		public void write(int value) throws IOException {
			this.count++;
			this.allowance.inflated(1, this.count, this.limit);
			this.to.write(value);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			this.count += length;
			this.allowance.inflated(length, this.count, this.limit);
			this.to.write(bytes, offset, length);
		}

	}

	/** The bytes of the file; a read after the end of the time ends the work. */
	private static final class WatchedSource extends RandomAccessReadBuffer {

		private final Allowance allowance;

		private int reads;

		WatchedSource(byte[] bytes, Allowance allowance) {
			super(bytes);
			this.allowance = allowance;
		}

		@Override
		public int read() throws IOException {
			check();
			return super.read();
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			check();
			return super.read(bytes, offset, length);
		}

		private void check() {
			if ((++this.reads & 0xFFF) == 0) {
				this.allowance.checkTime();
			}
		}

	}

	private static final class CountingResolver extends XrefTrailerResolver {

		private final Allowance allowance;

		CountingResolver(Allowance allowance) {
			this.allowance = allowance;
		}

		@Override
		public void setXRef(COSObjectKey key, long offset) {
			this.allowance.object();
			super.setXRef(key, offset);
		}

	}

}
