package io.countersign.abuse;

import java.nio.charset.StandardCharsets;

/** A hostile or broken input by the name of what is wrong with it. */
record Case(String name, byte[] bytes) {

	static Case of(String name, String text) {
		return new Case(name, text.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public String toString() {
		return this.name;
	}

}
