/**
 * Mails to people of the desk. A capability writes a {@link io.countersign.mail.Letter}
 * in the transaction that gives the reason for it; a worker sends it afterwards. Where no
 * mail server is configured, mails are kept for the desk to show.
 */
@org.springframework.modulith.ApplicationModule(displayName = "Mail",
		allowedDependencies = { "kernel", "work", "identity" })
package io.countersign.mail;
