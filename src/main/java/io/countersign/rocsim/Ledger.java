package io.countersign.rocsim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The books of the simulated ROC: one JSON object a line, only ever added to, on disk
 * before anybody is answered. Whether something was booked once is decided by counting
 * here.
 */
final class Ledger implements AutoCloseable {

	private final ObjectMapper json;

	private final Path file;

	private final FileChannel channel;

	Ledger(Path folder, ObjectMapper json) {
		this.json = json;
		this.file = folder.resolve("ledger.jsonl");
		try {
			Files.createDirectories(folder);
			this.channel = FileChannel.open(this.file, StandardOpenOption.CREATE, StandardOpenOption.READ,
					StandardOpenOption.WRITE);
			if (!locked(this.channel)) {
				this.channel.close();
				throw new IllegalStateException("Another simulated ROC writes " + this.file.toAbsolutePath());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot open the ledger " + this.file.toAbsolutePath(), ex);
		}
	}

	private static boolean locked(FileChannel channel) throws IOException {
		try {
			return channel.tryLock() != null;
		}
		catch (OverlappingFileLockException ex) {
			return false;
		}
	}

	/**
	 * Reads everything booked so far. A last line that a crash left unfinished was never
	 * answered to anybody and is cut off.
	 */
	void replay(Consumer<JsonNode> reader) {
		try {
			byte[] content = Files.readAllBytes(this.file);
			int start = 0;
			for (int at = 0; at < content.length; at++) {
				if (content[at] == '\n') {
					reader.accept(this.json.readTree(content, start, at - start));
					start = at + 1;
				}
			}
			this.channel.truncate(start);
			this.channel.position(start);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The ledger " + this.file.toAbsolutePath() + " is damaged", ex);
		}
	}

	/** Adds lines and returns once the disk has them. */
	synchronized void append(List<? extends JsonNode> lines) {
		try {
			write(lines);
			this.channel.force(false);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot write the ledger " + this.file.toAbsolutePath(), ex);
		}
	}

	/**
	 * Adds a line whose loss in a crash does no harm, because it would only be repeated.
	 */
	synchronized void note(JsonNode line) {
		try {
			write(List.of(line));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot write the ledger " + this.file.toAbsolutePath(), ex);
		}
	}

	private void write(List<? extends JsonNode> lines) throws IOException {
		List<String> texts = new ArrayList<>(lines.size());
		for (JsonNode line : lines) {
			texts.add(this.json.writeValueAsString(line) + "\n");
		}
		ByteBuffer bytes = ByteBuffer.wrap(String.join("", texts).getBytes(StandardCharsets.UTF_8));
		while (bytes.hasRemaining()) {
			this.channel.write(bytes);
		}
	}

	/** What is written, without its first lines. */
	synchronized List<String> lines(int after) {
		try {
			return Files.readString(this.file).lines().skip(after).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read the ledger " + this.file.toAbsolutePath(), ex);
		}
	}

	@Override
	public synchronized void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
