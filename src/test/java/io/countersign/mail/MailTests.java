package io.countersign.mail;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetupTest;
import io.countersign.CountersignTest;
import io.countersign.TestClock;
import io.countersign.identity.Caller;
import io.countersign.identity.People;
import io.countersign.identity.Role;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Mails over a real mail server (GreenMail) and the real outbox. */
@CountersignTest
class MailTests {

	private static final String SPLIT = "To decide: Contoso\r\nBcc: everybody@example.org";

	@Autowired
	private JdbcTemplate jdbc;

	@Autowired
	private TransactionTemplate transaction;

	@Autowired
	private MailProperties properties;

	@Autowired
	private MailViews views;

	@Autowired
	private MailService withoutServer;

	@Autowired
	private People people;

	@Autowired
	private TestClock clock;

	private final GreenMail server = new GreenMail(ServerSetupTest.SMTP.dynamicPort());

	private MailService mails;

	private MailDispatcher dispatcher;

	@BeforeEach
	void start() {
		this.server.start();
		JavaMailSenderImpl client = new JavaMailSenderImpl();
		client.setHost("127.0.0.1");
		client.setPort(this.server.getSmtp().getPort());
		Postbox postbox = new SmtpPostbox(client, this.properties);
		Outbox outbox = new Outbox(this.jdbc, postbox, this.properties, this.clock);
		this.mails = new MailService(outbox, this.people);
		this.dispatcher = new MailDispatcher(outbox, postbox, this.transaction);
	}

	@AfterEach
	void stop() {
		this.server.stop();
	}

	@Test
	void aMailArrivesOnceWithItsLink() throws Exception {
		write("one", "To decide: Übermorgen GmbH");
		write("one", "The same occasion again");
		assertThat(this.dispatcher.sendDue()).isEqualTo(1);
		assertThat(this.dispatcher.sendDue()).isZero();
		MimeMessage arrived = this.server.getReceivedMessages()[0];
		assertThat(this.server.getReceivedMessages()).hasSize(1);
		assertThat(arrived.getSubject()).isEqualTo("To decide: Übermorgen GmbH");
		assertThat(arrived.getAllRecipients()).extracting(Object::toString).containsExactly("mona@countersign.example");
		assertThat(arrived.getContent().toString()).contains("Contoso asks.",
				"http://localhost:8080/desk/special-terms/ST-2026-000101");
		assertThat(arrived.getMessageID()).isEqualTo("<mail-" + of("mona").get(0).id() + "@localhost>");
		assertThat(of("mona").get(0).state()).isEqualTo(MailViews.State.SENT);
	}

	@Test
	void whatComesFromOutsideAddsNoHeader() throws Exception {
		write("split", SPLIT);
		// The mail library folds line breaks too, so what arrives alone would not tell.
		assertThat(of("mona").get(0).subject()).isEqualTo("To decide: Contoso Bcc: everybody@example.org");
		this.dispatcher.sendDue();
		MimeMessage arrived = this.server.getReceivedMessages()[0];
		assertThat(arrived.getSubject()).isEqualTo("To decide: Contoso Bcc: everybody@example.org");
		assertThat(arrived.getHeader("Bcc")).isNull();
		assertThat(this.server.getReceivedMessages()).hasSize(1);
	}

	@Test
	void aMailWaitsWhileTheServerIsAwayAndIsSentAfterwards() {
		write("away", "Waits");
		this.server.stop();
		assertThat(this.dispatcher.sendDue()).isEqualTo(1);
		assertThat(of("mona").get(0).state()).isEqualTo(MailViews.State.PENDING);
		assertThat(of("mona").get(0).problem()).isNotBlank();
		assertThat(this.dispatcher.sendDue()).as("It pauses").isZero();
		this.server.start();
		setPort();
		this.clock.travel(Duration.ofSeconds(11));
		assertThat(this.dispatcher.sendDue()).isEqualTo(1);
		assertThat(this.server.getReceivedMessages()).hasSize(1);
	}

	@Test
	void aMailIsGivenUpAfterItsLastAttemptAndSaysSo() {
		write("never", "Never arrives");
		this.server.stop();
		for (int attempt = 1; attempt <= this.properties.attempts(); attempt++) {
			assertThat(this.dispatcher.sendDue()).isEqualTo(1);
			this.clock.travel(this.properties.longestPause().plusSeconds(1));
		}
		assertThat(this.dispatcher.sendDue()).isZero();
		assertThat(of("mona").get(0).state()).isEqualTo(MailViews.State.FAILED);
	}

	@Test
	void aClaimThatRanOutIsTakenOverAndTheFormerOutcomeCountsNoMore() {
		write("lease", "Taken over");
		Outbox outbox = new Outbox(this.jdbc, new Silent(), this.properties, this.clock);
		Outbox.Claimed first = this.transaction.execute((status) -> outbox.claim()).get(0);
		assertThat(this.dispatcher.sendDue()).as("Another node holds it").isZero();
		this.clock.travel(this.properties.lease().plusSeconds(1));
		assertThat(this.dispatcher.sendDue()).isEqualTo(1);
		this.transaction.executeWithoutResult((status) -> outbox.failed(first, "Late", true));
		assertThat(of("mona").get(0).state()).isEqualTo(MailViews.State.SENT);
	}

	@Test
	void withoutAMailServerMailsAreKeptForTheDesk() {
		this.transaction.executeWithoutResult((status) -> this.withoutServer.write(letter("kept", "Kept")));
		assertThat(of("mona").get(0).state()).isEqualTo(MailViews.State.KEPT);
		assertThat(of("max")).as("Nobody reads the mails of others").isEmpty();
		assertThat(this.views.list(caller("audra", Role.AUDITOR), 10)).hasSize(1);
	}

	@Test
	void aMailNeedsTheTransactionOfItsReason() {
		assertThatExceptionOfType(IllegalTransactionStateException.class)
			.isThrownBy(() -> this.withoutServer.write(letter("none", "None")));
		this.transaction.executeWithoutResult((status) -> {
			this.withoutServer.write(letter("back", "Taken back"));
			status.setRollbackOnly();
		});
		assertThat(of("mona")).isEmpty();
	}

	@Test
	void oldMailsAreRemovedAndWaitingOnesStay() {
		write("old", "Old");
		this.dispatcher.sendDue();
		write("waiting", "Waiting");
		this.clock.travel(this.properties.kept().plusDays(1));
		assertThat(this.dispatcher.clean()).isEqualTo(1);
		assertThat(of("mona")).extracting(MailViews.View::subject).containsExactly("Waiting");
	}

	@Test
	void aLinkLeadsToTheDeskOnly() {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> new Letter("a", "r", "mona", "s", "b", "//evil.example"));
	}

	private void setPort() {
		JavaMailSenderImpl client = new JavaMailSenderImpl();
		client.setHost("127.0.0.1");
		client.setPort(this.server.getSmtp().getPort());
		Postbox postbox = new SmtpPostbox(client, this.properties);
		this.dispatcher = new MailDispatcher(new Outbox(this.jdbc, postbox, this.properties, this.clock), postbox,
				this.transaction);
	}

	private void write(String occasion, String subject) {
		this.transaction.executeWithoutResult((status) -> this.mails.write(letter(occasion, subject)));
	}

	private static Letter letter(String occasion, String subject) {
		return new Letter(occasion, "ST-2026-000101", "mona", subject, "Contoso asks.",
				"/desk/special-terms/ST-2026-000101");
	}

	private List<MailViews.View> of(String person) {
		return this.views.list(caller(person, Role.MANAGER_1), 10);
	}

	private static Caller caller(String person, Role role) {
		return new Caller(person, person, Caller.Kind.PERSON, Set.of(role), Set.of(), Set.of("DE"));
	}

	/** Never asked for anything. */
	private static final class Silent implements Postbox {

		@Override
		public boolean leaves() {
			return true;
		}

		@Override
		public void post(Outbox.Claimed mail) {
			throw new AssertionError("Nobody sends here");
		}

	}

}
