package io.countersign.desk;

import java.util.List;

import io.countersign.desk.Shown.Badge;
import io.countersign.desk.Shown.When;
import io.countersign.identity.Caller;
import io.countersign.identity.People;
import io.countersign.mail.MailViews;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The mails that were written to the reader, each with what became of it. */
@Controller
class MailPages {

	static final int MAILS_SHOWN = 100;

	private final MailViews mails;

	private final People people;

	private final Reader reader;

	MailPages(MailViews mails, People people, Reader reader) {
		this.mails = mails;
		this.people = people;
		this.reader = reader;
	}

	@GetMapping("/desk/mails")
	String list(Model model) {
		Caller caller = this.reader.caller();
		Showing showing = this.reader.showing();
		model.addAttribute("everybodys", caller.readsEverything());
		model.addAttribute("mails",
				this.mails.list(caller, MAILS_SHOWN).stream().map((view) -> line(view, showing)).toList());
		return "desk/mails";
	}

	private MailLine line(MailViews.View view, Showing showing) {
		return new MailLine(view.subject(), this.people.nameOf(view.recipient()), view.address(),
				List.of(view.body().split("\n")), view.path(), badge(view.state()), showing.when(view.writtenAt()),
				view.problem());
	}

	private static Badge badge(MailViews.State state) {
		return switch (state) {
			case PENDING -> new Badge("On its way", "moving", "arrow");
			case SENT -> new Badge("Sent", "good", "check");
			case KEPT -> new Badge("Shown here only", "quiet", "dot");
			case FAILED -> new Badge("Not delivered", "trouble", "blocker");
		};
	}

	/**
	 * A mail.
	 *
	 * @param address {@code null} where the person has none
	 * @param problem what stopped its last attempt; {@code null} for nothing
	 */
	record MailLine(String subject, String recipient, String address, List<String> lines, String path, Badge state,
			When written, String problem) {
	}

}
