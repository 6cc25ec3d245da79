package io.countersign.engine;

import java.util.List;

/**
 * Models in {@code processes/} or {@code forms/} that cannot be deployed. Each problem is
 * one sentence: file, element, reason.
 */
class BrokenModelException extends RuntimeException {

	private final List<String> problems;

	BrokenModelException(List<String> problems, Throwable cause) {
		super(String.join(System.lineSeparator(), problems), cause);
		this.problems = List.copyOf(problems);
	}

	List<String> problems() {
		return this.problems;
	}

}
