package io.countersign.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import io.countersign.Nodes.Node;
import io.countersign.identity.Browser;

/** Somebody who looks at the list of tasks over and over, as Tasklist does. */
final class TasklistUser implements AutoCloseable {

	private static final Duration BETWEEN = Duration.ofMillis(250);

	private final Browser browser;

	private final List<Long> millis = new ArrayList<>();

	private final Thread thread;

	private volatile boolean running = true;

	TasklistUser(Node node) {
		this.browser = new Browser(node.port()).login("rob");
		this.thread = new Thread(this::look, "tasklist-user");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	private void look() {
		while (this.running) {
			long begin = System.nanoTime();
			int status = this.browser
				.camunda("POST", "/task?firstResult=0&maxResults=15",
						"{\"sorting\": [{\"sortBy\": \"created\", \"sortOrder\": \"desc\"}]}")
				.statusCode();
			synchronized (this.millis) {
				// A refused look counts as one that never ends.
				this.millis.add((status == 200) ? (System.nanoTime() - begin) / 1_000_000 : Long.MAX_VALUE);
			}
			LockSupport.parkNanos(BETWEEN.toNanos());
		}
	}

	/** How long looks took since this was last asked, in milliseconds. */
	List<Long> tookMillis() {
		synchronized (this.millis) {
			List<Long> since = List.copyOf(this.millis);
			this.millis.clear();
			return since;
		}
	}

	/** Looks for a while. */
	List<Long> waitsFor(Duration duration) {
		tookMillis();
		LockSupport.parkNanos(duration.toNanos());
		return tookMillis();
	}

	@Override
	public void close() {
		this.running = false;
	}

}
