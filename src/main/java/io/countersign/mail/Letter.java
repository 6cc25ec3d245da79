package io.countersign.mail;

/**
 * A mail to one person of the desk.
 *
 * @param occasion what it is about, unique with the recipient: written again for the same
 * occasion, nothing happens; at most 130 characters
 * @param reference of the agreement or request it is about
 * @param recipient user id
 * @param subject one line, at most 200 characters
 * @param body plain text without the link, at most 7000 characters
 * @param path where its link leads, below the address of the desk, for instance
 * {@code /desk/agreements/EA-2027-000123}
 */
public record Letter(String occasion, String reference, String recipient, String subject, String body, String path) {

	private static final int LONGEST_SUBJECT = 200;

	private static final int LONGEST_BODY = 7000;

	/** What comes from outside cannot add a header, nor make a mail without end. */
	public Letter {
		subject = shortened(subject.replaceAll("[\\p{Cntrl}\\s]+", " ").strip(), LONGEST_SUBJECT);
		body = shortened(body, LONGEST_BODY);
		if (!path.startsWith("/") || path.startsWith("//")) {
			throw new IllegalArgumentException("A mail links to the desk only, not to " + path);
		}
	}

	private static String shortened(String text, int most) {
		return (text.length() <= most) ? text : text.substring(0, most - 1) + "…";
	}

}
