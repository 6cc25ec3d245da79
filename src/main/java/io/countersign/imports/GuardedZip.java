package io.countersign.imports;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.HashSet;

import io.countersign.kernel.Foreign;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A ZIP from outside, in memory. Its directory is judged before anything is inflated, and
 * inflating is counted, whatever the directory says about sizes.
 */
final class GuardedZip implements AutoCloseable {

	/** The head of a file inside takes at least as many bytes. */
	private static final int LOCAL_HEADER = 30;

	private static final int LONGEST_NAME = 300;

	/** Others need libraries that are not here. */
	private static final Set<Integer> METHODS = Set.of(ZipEntry.STORED, ZipEntry.DEFLATED);

	private final String part;

	private final ZipLimits limits;

	private final ZipFile zip;

	private final Map<String, ZipArchiveEntry> entries = new LinkedHashMap<>();

	private long inflated;

	private GuardedZip(String part, ZipLimits limits, ZipFile zip) {
		this.part = part;
		this.limits = limits;
		this.zip = zip;
	}

	/**
	 * Opens a ZIP.
	 * @param part the part of the request it came in, for what a refusal says
	 * @throws Refusal if it is no ZIP, or one that nobody sends in good faith
	 */
	static GuardedZip open(String part, byte[] bytes, ZipLimits limits) {
		try {
			GuardedZip guarded = new GuardedZip(part, limits, ZipFile.builder().setByteArray(bytes).get());
			try {
				guarded.judge();
				return guarded;
			}
			catch (RuntimeException ex) {
				guarded.close();
				throw ex;
			}
		}
		catch (Refusal ex) {
			throw ex;
		}
		catch (IOException | RuntimeException ex) {
			throw unreadable(part);
		}
	}

	private void judge() {
		List<ZipArchiveEntry> all = new ArrayList<>();
		Set<String> names = new HashSet<>();
		for (Iterator<ZipArchiveEntry> each = this.zip.getEntries().asIterator(); each.hasNext();) {
			ZipArchiveEntry entry = each.next();
			all.add(entry);
			if (all.size() > this.limits.entries()) {
				throw new Refusal(Kind.TOO_LARGE, "zip-too-many-entries",
						"The ZIP in part '%s' holds more than %d files.".formatted(this.part, this.limits.entries()));
			}
			if (entry.getGeneralPurposeBit().usesEncryption()) {
				throw new Refusal(Kind.UNACCEPTABLE, "zip-encrypted",
						"The ZIP in part '%s' is protected by a password. Send it without one.".formatted(this.part));
			}
			if (entry.isUnixSymlink() || !usable(entry.getName())) {
				throw new Refusal(Kind.UNACCEPTABLE, "zip-path-unusable",
						"The ZIP in part '%s' holds a file under a path that leads elsewhere or cannot be read: '%s'."
							.formatted(this.part, Foreign.shortened(entry.getName())));
			}
			if (!METHODS.contains(entry.getMethod()) || !this.zip.canReadEntryData(entry)) {
				throw unreadable(this.part);
			}
			if (!names.add(entry.getName().toLowerCase(Locale.ROOT))) {
				throw new Refusal(Kind.UNACCEPTABLE, "zip-name-twice",
						"The ZIP in part '%s' holds '%s' twice. Which one counts would be a guess.".formatted(this.part,
								Foreign.shortened(entry.getName())));
			}
			if (!entry.isDirectory()) {
				this.entries.put(entry.getName(), entry);
			}
		}
		judgeOverlaps(all);
	}

	/** Files that share their packed bytes make a small ZIP inflate without end. */
	private void judgeOverlaps(List<ZipArchiveEntry> all) {
		all.sort(Comparator.comparingLong(ZipArchiveEntry::getDataOffset));
		long end = 0;
		for (ZipArchiveEntry entry : all) {
			if (entry.getDataOffset() < end + LOCAL_HEADER || entry.getCompressedSize() < 0) {
				throw unreadable(this.part);
			}
			end = entry.getDataOffset() + entry.getCompressedSize();
		}
	}

	private static boolean usable(String name) {
		if (name.isEmpty() || name.length() > LONGEST_NAME || name.startsWith("/") || name.indexOf('\\') >= 0
				|| name.matches("[A-Za-z]:.*") || name.chars().anyMatch((c) -> Character.isISOControl(c))
				|| name.indexOf('\uFFFD') >= 0) {
			return false;
		}
		String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
		return Arrays.stream(path.split("/", -1))
			.noneMatch((segment) -> segment.isEmpty() || segment.equals(".") || segment.equals(".."));
	}

	/** Paths of the files inside, in the order of its directory. */
	Set<String> names() {
		return this.entries.keySet();
	}

	/**
	 * A file inside, inflated under the limits while it is read.
	 * @param name one of {@link #names()}
	 */
	InputStream open(String name) throws IOException {
		ZipArchiveEntry entry = this.entries.get(name);
		return new Counted(this.zip.getInputStream(entry), entry);
	}

	/** A file inside, whole. */
	byte[] read(String name) {
		try (InputStream stream = open(name)) {
			return stream.readAllBytes();
		}
		catch (IOException ex) {
			throw unreadable(this.part);
		}
	}

	@Override
	public void close() {
		try {
			this.zip.close();
		}
		catch (IOException ex) {
			throw new IllegalStateException("Memory cannot fail to close", ex);
		}
	}

	private static Refusal unreadable(String part) {
		return new Refusal(Kind.UNACCEPTABLE, "zip-unreadable",
				"The part '%s' is no ZIP that can be read whole. Pack it again with a usual program.".formatted(part));
	}

	private final class Counted extends FilterInputStream {

		private final ZipArchiveEntry entry;

		private long size;

		Counted(InputStream in, ZipArchiveEntry entry) {
			super(in);
			this.entry = entry;
		}

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xFF;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			int read = super.read(buffer, offset, length);
			if (read > 0) {
				this.size += read;
				GuardedZip.this.inflated += read;
				judge();
			}
			return read;
		}

		private void judge() {
			ZipLimits limits = GuardedZip.this.limits;
			boolean bomb = this.size > ZipLimits.FREE_OF_RATIO
					&& this.size > limits.ratio() * Math.max(1, this.entry.getCompressedSize());
			if (bomb || this.size > limits.entrySize() || GuardedZip.this.inflated > limits.totalSize()) {
				throw new Refusal(Kind.TOO_LARGE, "zip-inflates-too-much",
						"'%s' in part '%s' is too large once it is unpacked: a file may have %d MB, all together %d MB."
							.formatted(Foreign.shortened(this.entry.getName()), GuardedZip.this.part,
									limits.entrySize() >> 20, limits.totalSize() >> 20));
			}
		}

	}

}
