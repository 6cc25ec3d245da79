package io.countersign.abuse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes ZIPs: regular ones, and by hand those that no program would write. */
final class Zips {

	private Zips() {
	}

	static byte[] of(Map<String, byte[]> files) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(out)) {
			zip.setLevel(Deflater.BEST_COMPRESSION);
			for (Map.Entry<String, byte[]> file : files.entrySet()) {
				zip.putNextEntry(new ZipEntry(file.getKey()));
				zip.write(file.getValue());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return out.toByteArray();
	}

	static byte[] of(String name, byte[] content) {
		return of(Map.of(name, content));
	}

	static Map<String, byte[]> files(String... namesAndTexts) {
		Map<String, byte[]> files = new LinkedHashMap<>();
		for (int i = 0; i < namesAndTexts.length; i += 2) {
			files.put(namesAndTexts[i], namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
		}
		return files;
	}

	static byte[] blanks(int size) {
		byte[] blanks = new byte[size];
		Arrays.fill(blanks, (byte) ' ');
		return blanks;
	}

	/**
	 * A ZIP of stored files whose heads say what its writer likes.
	 */
	static final class ByHand {

		private final ByteArrayOutputStream files = new ByteArrayOutputStream();

		private final ByteArrayOutputStream directory = new ByteArrayOutputStream();

		private int count;

		/**
		 * Adds a stored file.
		 * @param flags general purpose bits; 1 is encryption
		 * @param method 0 stored, 8 deflated, others are for nobody
		 * @param said the size that the directory says
		 * @param mode Unix mode, for instance 0120777 for a link; 0 none
		 */
		ByHand file(String name, byte[] content, int flags, int method, long said, int mode) {
			int offset = this.files.size();
			byte[] named = name.getBytes(StandardCharsets.UTF_8);
			CRC32 crc = new CRC32();
			crc.update(content);
			this.files.writeBytes(numbers(30).putInt(0x04034b50)
				.putShort((short) 20)
				.putShort((short) flags)
				.putShort((short) method)
				.putInt(0)
				.putInt((int) crc.getValue())
				.putInt(content.length)
				.putInt((int) said)
				.putShort((short) named.length)
				.putShort((short) 0)
				.array());
			this.files.writeBytes(named);
			this.files.writeBytes(content);
			return entry(named, offset, content.length, (int) crc.getValue(), flags, method, said, mode);
		}

		/** Adds a second entry of the directory for bytes that are there already. */
		ByHand again(String name, int offset, int length, int crc) {
			return entry(name.getBytes(StandardCharsets.UTF_8), offset, length, crc, 0, 0, length, 0);
		}

		private ByHand entry(byte[] named, int offset, int length, int crc, int flags, int method, long said,
				int mode) {
			this.directory.writeBytes(numbers(46).putInt(0x02014b50)
				.putShort((short) ((mode != 0) ? 0x0314 : 20))
				.putShort((short) 20)
				.putShort((short) flags)
				.putShort((short) method)
				.putInt(0)
				.putInt(crc)
				.putInt(length)
				.putInt((int) said)
				.putShort((short) named.length)
				.putShort((short) 0)
				.putShort((short) 0)
				.putShort((short) 0)
				.putShort((short) 0)
				.putInt(mode << 16)
				.putInt(offset)
				.array());
			this.directory.writeBytes(named);
			this.count++;
			return this;
		}

		byte[] bytes() {
			return bytes(this.count, this.files.size(), "");
		}

		/**
		 * @param said number of files that its end says
		 * @param at where its end says that the directory begins
		 */
		byte[] bytes(int said, int at, String comment) {
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			out.writeBytes(this.files.toByteArray());
			out.writeBytes(this.directory.toByteArray());
			out.writeBytes(numbers(22).putInt(0x06054b50)
				.putInt(0)
				.putShort((short) said)
				.putShort((short) said)
				.putInt(this.directory.size())
				.putInt(at)
				.putShort((short) comment.length())
				.array());
			out.writeBytes(comment.getBytes(StandardCharsets.ISO_8859_1));
			return out.toByteArray();
		}

		private static ByteBuffer numbers(int size) {
			return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
		}

	}

}
