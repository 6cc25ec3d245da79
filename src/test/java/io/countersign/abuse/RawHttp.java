package io.countersign.abuse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** HTTP byte by byte, for requests that no client would send. */
final class RawHttp {

	/**
	 * Wrong passwords count by address, and those of all other tests come from one. Only
	 * Linux has the whole of 127.0.0.0/8.
	 */
	private static final String OWN_ADDRESS = System.getProperty("os.name").equals("Linux") ? "127.0.0.3" : "127.0.0.1";

	/** A connection that stays open has no more to say after this time. */
	private static final int SILENCE_MILLIS = 300;

	private final int port;

	RawHttp(int port) {
		this.port = port;
	}

	/**
	 * What came back. {@code status} is 0 where the server only closed the connection.
	 */
	record Reply(int status, byte[] bytes) {

		String text() {
			return new String(this.bytes, StandardCharsets.ISO_8859_1);
		}

	}

	/** Sends bytes as they are and reads until the server closes or falls silent. */
	Reply send(byte[] request) {
		try (Socket socket = new Socket()) {
			socket.bind(new InetSocketAddress(OWN_ADDRESS, 0));
			socket.connect(new InetSocketAddress("127.0.0.1", this.port), 5000);
			socket.setSoTimeout((int) Endurance.PATIENCE.toMillis());
			ByteArrayOutputStream answer = new ByteArrayOutputStream();
			try {
				socket.getOutputStream().write(request);
				socket.shutdownOutput();
				int first = socket.getInputStream().read();
				if (first >= 0) {
					answer.write(first);
					socket.setSoTimeout(SILENCE_MILLIS);
					socket.getInputStream().transferTo(answer);
				}
			}
			catch (SocketTimeoutException ex) {
				// what has come until now is the answer
			}
			catch (SocketException ex) {
				// the server closed before it had read everything
			}
			return new Reply(status(answer.toString(StandardCharsets.ISO_8859_1)), answer.toByteArray());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Reply send(String request) {
		return send(request.getBytes(StandardCharsets.ISO_8859_1));
	}

	private static int status(String answer) {
		return answer.matches("(?s)HTTP/1\\.1 \\d{3}.*") ? Integer.parseInt(answer.substring(9, 12)) : 0;
	}

}
