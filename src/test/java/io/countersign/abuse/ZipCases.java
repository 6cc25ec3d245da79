package io.countersign.abuse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;

/** ZIPs of documents that lead elsewhere, unpack without end or lie about themselves. */
final class ZipCases {

	private static final byte[] PDF = "%PDF-1.7\n%%EOF\n".getBytes(StandardCharsets.US_ASCII);

	private final List<Case> cases = new ArrayList<>();

	/** Every case; each is taken or refused, but whole and in good time. */
	static List<Case> all() {
		ZipCases cases = new ZipCases();
		cases.paths();
		cases.bombs();
		cases.lies();
		cases.cutOff();
		return cases.cases;
	}

	private void add(String name, byte[] bytes) {
		this.cases.add(new Case(name, bytes));
	}

	private void paths() {
		for (String path : List.of("../a.pdf", "../../../../etc/passwd", "a/../../b.pdf", "/etc/passwd", "C:\\a.pdf",
				"C:a.pdf", "a\\..\\b.pdf", "..\\a.pdf", "a//b.pdf", "./a.pdf", "a/./b.pdf", "..", ".", "/",
				"a\u0000.pdf", "a\r\nb.pdf", "a".repeat(400), "a/".repeat(200) + "b.pdf", "//server/share/a.pdf",
				"\\\\server\\a.pdf", "~/a.pdf", "CON", "a:stream.pdf", "<script>.pdf", "=cmd.pdf", "a\u202Efdp.exe",
				"%2e%2e/a.pdf", "..%2fa.pdf", "\u2025/a.pdf", "__MACOSX/._a.pdf", ".DS_Store", "Thumbs.db")) {
			add("path %s%s".formatted(path.substring(0, Math.min(40, path.length())), (path.length() > 40) ? " …" : ""),
					new Zips.ByHand().file(path, PDF, 0, 0, PDF.length, 0).bytes());
		}
		add("a link", new Zips.ByHand().file("a.pdf", "/etc/passwd".getBytes(), 0, 0, 11, 0120777).bytes());
		add("a device", new Zips.ByHand().file("a.pdf", new byte[0], 0, 0, 0, 020666).bytes());
		add("one name twice",
				new Zips.ByHand().file("a.pdf", PDF, 0, 0, PDF.length, 0)
					.file("a.pdf", PDF, 0, 0, PDF.length, 0)
					.bytes());
		add("one name in two cases",
				new Zips.ByHand().file("a.pdf", PDF, 0, 0, PDF.length, 0)
					.file("A.PDF", PDF, 0, 0, PDF.length, 0)
					.bytes());
		add("an empty name", new Zips.ByHand().file("", PDF, 0, 0, PDF.length, 0).bytes());
	}

	private void bombs() {
		for (int megabytes : new int[] { 21, 64, 200 }) {
			add("a file of %d MB of blanks".formatted(megabytes), Zips.of("a.pdf", Zips.blanks(megabytes << 20)));
		}
		Map<String, byte[]> many = new LinkedHashMap<>();
		for (int i = 0; i < 10; i++) {
			many.put("a%d.pdf".formatted(i), noise(i, 12 << 20));
		}
		add("120 MB of files of 12 MB that hardly shrink by name only", Zips.of(shrinking(many)));
		Zips.ByHand crowd = new Zips.ByHand();
		for (int i = 0; i < 41_000; i++) {
			crowd.file("%05d.pdf".formatted(i), new byte[0], 0, 0, 0, 0);
		}
		add("41,000 empty files", crowd.bytes());
		byte[] nested = Zips.of("0.pdf", Zips.blanks(10 << 20));
		for (int i = 1; i < 8; i++) {
			nested = Zips.of("%d.zip".formatted(i), nested);
		}
		add("a ZIP in a ZIP, eight deep", nested);
		Zips.ByHand shared = new Zips.ByHand().file("a.pdf", Zips.blanks(1 << 20), 0, 0, 1 << 20, 0);
		CRC32 crc = new CRC32();
		crc.update(Zips.blanks(1 << 20));
		for (int i = 0; i < 1000; i++) {
			shared.again("b%d.pdf".formatted(i), 0, 1 << 20, (int) crc.getValue());
		}
		add("a thousand files that share their bytes", shared.bytes());
	}

	/** The same block again and again: a hundred times smaller when packed. */
	private static Map<String, byte[]> shrinking(Map<String, byte[]> files) {
		files.replaceAll((name, bytes) -> {
			for (int i = 1024; i < bytes.length; i++) {
				bytes[i] = bytes[i - 1024];
			}
			return bytes;
		});
		return files;
	}

	private static byte[] noise(int seed, int size) {
		byte[] noise = new byte[size];
		new Random(seed).nextBytes(noise);
		return noise;
	}

	private void lies() {
		add("said to be encrypted", new Zips.ByHand().file("a.pdf", PDF, 1, 0, PDF.length, 0).bytes());
		add("said to be strongly encrypted", new Zips.ByHand().file("a.pdf", PDF, 65, 0, PDF.length, 0).bytes());
		for (int method : new int[] { 1, 6, 9, 12, 14, 95, 99, 0xFFFF }) {
			add("packed by method %d".formatted(method),
					new Zips.ByHand().file("a.pdf", PDF, 0, method, PDF.length, 0).bytes());
		}
		add("said to be packed, but is not", new Zips.ByHand().file("a.pdf", PDF, 0, 8, PDF.length, 0).bytes());
		for (long said : new long[] { 0, 1, 0x7FFFFFFFL, 0xFFFFFFFFL }) {
			add("said to be %d bytes large".formatted(said),
					new Zips.ByHand().file("a.pdf", PDF, 0, 0, said, 0).bytes());
		}
		Zips.ByHand one = new Zips.ByHand().file("a.pdf", PDF, 0, 0, PDF.length, 0);
		add("said to hold 65,535 files", one.bytes(0xFFFF, 36 + PDF.length, ""));
		add("said to hold none", one.bytes(0, 35 + PDF.length, ""));
		add("a directory said to be beyond its end", one.bytes(1, 0x7FFFFFF0, ""));
		add("a directory said to be at its start", one.bytes(1, 0, ""));
		add("a directory in the old large form", one.bytes(0xFFFF, 0xFFFFFFFF, ""));
		add("a comment that is a ZIP",
				one.bytes(1, 35 + PDF.length, new String(Zips.of("b.pdf", PDF), StandardCharsets.ISO_8859_1)));
		byte[] wrongSum = one.bytes();
		wrongSum[14] ^= 1;
		add("a wrong sum in the head", wrongSum);
		add("the end alone", new Zips.ByHand().bytes());
		add("a mark alone", new byte[] { 'P', 'K' });
		add("a head alone", new byte[] { 'P', 'K', 3, 4 });
		add("nothing", new byte[0]);
		add("a PDF", PDF);
		add("RAR", "Rar!\u001a\u0007\u0000".getBytes(StandardCharsets.ISO_8859_1));
		add("7z", "7z\u00bc\u00af\u0027\u001c".getBytes(StandardCharsets.ISO_8859_1));
		add("gzip", new byte[] { 0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3 });
		add("a program with a ZIP behind", concat("MZ".getBytes(), one.bytes()));
	}

	private void cutOff() {
		Map<String, byte[]> files = new LinkedHashMap<>();
		files.put("NW-1/a.pdf", noise(1, 5000));
		files.put("NW-1/b.pdf", PDF);
		byte[] whole = Zips.of(files);
		for (int i = 1; i < 20; i++) {
			add("cut off after %d/20".formatted(i), Arrays.copyOf(whole, whole.length * i / 20));
		}
		Random random = new Random(20261123);
		for (int i = 1; i <= 20; i++) {
			byte[] damaged = whole.clone();
			for (int hit = 0; hit < i; hit++) {
				damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
			}
			add("%d bytes damaged".formatted(i), damaged);
		}
	}

	private static byte[] concat(byte[] one, byte[] other) {
		byte[] both = Arrays.copyOf(one, one.length + other.length);
		System.arraycopy(other, 0, both, one.length, other.length);
		return both;
	}

}
