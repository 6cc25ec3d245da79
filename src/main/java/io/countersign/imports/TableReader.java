package io.countersign.imports;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;

import org.springframework.stereotype.Component;

/**
 * Reads a table from outside by what its bytes are; names and content types are claims.
 * Few files are read at the same time, so that memory is bounded.
 */
@Component
class TableReader {

	private static final long PATIENCE_SECONDS = 10;

	private final ImportProperties limits;

	private final Semaphore readers;

	TableReader(ImportProperties limits) {
		this.limits = limits;
		this.readers = new Semaphore(limits.readersAtOnce());
	}

	/** Something that is read while this node has room for it. */
	@FunctionalInterface
	interface Reading<T> {

		T read();

	}

	/**
	 * Reads when it is its turn.
	 * @throws Refusal if too many others are read now
	 */
	<T> T inTurn(Reading<T> reading) {
		boolean turn = false;
		try {
			turn = this.readers.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
			if (!turn) {
				throw new Refusal(Kind.BUSY, "imports-busy",
						"Other files are being read just now. Send this one again in a moment.");
			}
			return reading.read();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new Refusal(Kind.BUSY, "imports-busy", "This node is stopping. Send the file again.");
		}
		finally {
			if (turn) {
				this.readers.release();
			}
		}
	}

	/**
	 * Reads a CSV file or a workbook.
	 * @throws Refusal if it is neither, or beyond a limit
	 */
	Table read(byte[] file) {
		if (file.length > this.limits.maxFile().toBytes()) {
			throw new Refusal(Kind.TOO_LARGE, "file-too-large",
					"The file has %d bytes; %d MB are taken. Send the rows in several files.".formatted(file.length,
							this.limits.maxFile().toMegabytes()));
		}
		if (startsWith(file, 0xD0, 0xCF, 0x11, 0xE0)) {
			throw new Refusal(Kind.UNSUPPORTED, "workbook-protected-or-old",
					"This is a workbook of the old kind (.xls) or protected by a password. Save it as .xlsx without one.");
		}
		return startsWith(file, 'P', 'K') ? new XlsxReader(this.limits).read(file)
				: new CsvReader(this.limits).read(file);
	}

	private static boolean startsWith(byte[] file, int... start) {
		if (file.length < start.length) {
			return false;
		}
		for (int i = 0; i < start.length; i++) {
			if ((file[i] & 0xFF) != start[i]) {
				return false;
			}
		}
		return true;
	}

}
