package io.countersign.rocsim;

/** The simulated ROC cannot have its port because another program listens there. */
class PortTakenException extends RuntimeException {

	PortTakenException(int port, Throwable cause) {
		super(("Port %d of the simulated ROC is taken by another program. Stop that program, or choose another port:"
				+ " --countersign.rocsim.port=<port> (alone: rocsim --server.port=<port>).")
			.formatted(port), cause);
	}

}
