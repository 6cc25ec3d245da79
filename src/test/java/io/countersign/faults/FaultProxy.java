package io.countersign.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * A network between two programs of this machine that can fail: a TCP port whose
 * connections lead to another one.
 */
final class FaultProxy implements AutoCloseable {

	/** How the network is at the moment. */
	enum Weather {

		/** Everything gets through. */
		FAIR,
		/** Connections stay open and new ones are taken, but nothing gets through. */
		BLACK_HOLE,
		/** What is sent arrives; answers never do. */
		HALF_OPEN,
		/** Every connection is reset, new ones too. */
		RESET

	}

	private static final int BUFFER = 64 * 1024;

	private final ServerSocket server;

	private volatile IntSupplier target;

	private final Set<Socket> open = ConcurrentHashMap.newKeySet();

	private volatile Weather weather = Weather.FAIR;

	private volatile long delayMillis;

	private volatile boolean closed;

	/**
	 * Opens.
	 * @param target the port it leads to, asked for each connection
	 */
	FaultProxy(IntSupplier target) throws IOException {
		this.target = target;
		this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
		thread("accept", this::accept);
	}

	int port() {
		return this.server.getLocalPort();
	}

	/** Has new connections lead to another port. */
	void leadTo(int other) {
		this.target = () -> other;
	}

	/** Changes the weather, for connections that are open as well. */
	void weather(Weather now) {
		Weather before = this.weather;
		this.weather = now;
		if (now == Weather.RESET || (now == Weather.FAIR && before != Weather.FAIR)) {
			// What was swallowed is lost: a connection cannot go on in the middle.
			this.open.forEach(FaultProxy::reset);
		}
	}

	/** Every piece of an answer comes later by this. */
	void delay(long millis) {
		this.delayMillis = millis;
	}

	private void accept() {
		while (!this.closed) {
			try {
				Socket caller = this.server.accept();
				this.open.add(caller);
				if (this.weather == Weather.RESET) {
					reset(caller);
					this.open.remove(caller);
					continue;
				}
				thread("connect", () -> connect(caller));
			}
			catch (IOException ex) {
				// Closed, or a caller that was gone at once.
			}
		}
	}

	private void connect(Socket caller) {
		try {
			Socket callee = new Socket();
			callee.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.target.getAsInt()), 5000);
			caller.setTcpNoDelay(true);
			callee.setTcpNoDelay(true);
			this.open.add(callee);
			thread("there", () -> pump(caller, callee, true));
			pump(callee, caller, false);
		}
		catch (IOException ex) {
			reset(caller);
			this.open.remove(caller);
		}
	}

	private void pump(Socket from, Socket to, boolean there) {
		byte[] buffer = new byte[BUFFER];
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			int read = in.read(buffer);
			while (read >= 0) {
				if (!there && this.delayMillis > 0) {
					LockSupport.parkNanos(this.delayMillis * 1_000_000);
				}
				boolean passes = this.weather == Weather.FAIR || (this.weather == Weather.HALF_OPEN && there);
				if (passes) {
					out.write(buffer, 0, read);
					out.flush();
				}
				read = in.read(buffer);
			}
			if (this.weather == Weather.FAIR) {
				to.shutdownOutput();
			}
		}
		catch (IOException ex) {
			reset(from);
			reset(to);
		}
		finally {
			this.open.remove(from);
		}
	}

	private static void reset(Socket socket) {
		try {
			socket.setSoLinger(true, 0);
			socket.close();
		}
		catch (IOException ex) {
			// It is gone already.
		}
	}

	private static void thread(String name, Runnable work) {
		Thread thread = new Thread(work, "fault-proxy-" + name);
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.closed = true;
		this.server.close();
		this.open.forEach(FaultProxy::reset);
	}

}
