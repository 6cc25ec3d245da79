package io.countersign.specialterms;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.countersign.engine.Decision;
import io.countersign.engine.Decisions;
import io.countersign.identity.People;
import io.countersign.identity.Role;
import io.countersign.kernel.Foreign;
import io.countersign.kernel.Refusal;

import org.springframework.stereotype.Component;

/**
 * Who decides for an office: its people, whoever stands in for one of them while away,
 * and the level above once a decision is late.
 */
@Component
class Offices {

	private final People people;

	private final Approvals approvals;

	private final SpecialTermsRequests requests;

	private final Decisions decisions;

	Offices(People people, Approvals approvals, SpecialTermsRequests requests, Decisions decisions) {
		this.people = people;
		this.approvals = approvals;
		this.requests = requests;
		this.decisions = decisions;
	}

	/** Groups that may decide a step: its office's, then those it was escalated to. */
	List<String> groups(SpecialTermsRequest request, ApprovalStep step) {
		return offices(request, step).stream().map((office) -> office + "-" + request.subsidiary()).toList();
	}

	/**
	 * Expects another person of the desk.
	 * @throws Refusal if there is none of that name, or it is whoever asks
	 */
	void expectColleague(String colleague, String by) {
		if (this.people.find(colleague).isEmpty() || colleague.equals(by)) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "colleague-unknown",
					"There is no other colleague with the user name '%s'.".formatted(Foreign.shortened(colleague)));
		}
	}

	/** Accounts that stand in now for somebody who may decide a step. */
	List<String> covers(SpecialTermsRequest request, ApprovalStep step, Instant now) {
		return this.approvals.covers(List.copyOf(members(request, step)), now);
	}

	/** Whether a person may decide a step, in whatever capacity. */
	boolean mayDecide(String person, SpecialTermsRequest request, ApprovalStep step, Instant now) {
		return members(request, step).contains(person) || cover(person, request, step, now).isPresent();
	}

	/**
	 * In which capacity a person decides a step.
	 * @return {@code null} where it is their own office
	 * @throws Refusal if it is none of their business
	 */
	Approvals.Cover capacity(String person, SpecialTermsRequest request, ApprovalStep step, Instant now) {
		if (members(request, step).contains(person)) {
			return null;
		}
		return cover(person, request, step, now)
			.orElseThrow(() -> new Refusal(Refusal.Kind.FORBIDDEN, "authority-missing",
					"You do not decide for %s here, nor stand in for anybody who does.".formatted(step.office())));
	}

	private Optional<Approvals.Cover> cover(String person, SpecialTermsRequest request, ApprovalStep step,
			Instant now) {
		Set<String> members = members(request, step);
		return this.approvals.coveredBy(person, now)
			.stream()
			.filter((cover) -> members.contains(cover.absent()))
			.findFirst();
	}

	/**
	 * The next level above a late step, by the decision {@code approval-escalation}; one
	 * that decides about the request in its own right is passed over.
	 */
	Optional<String> next(SpecialTermsRequest request, ApprovalStep step) {
		Set<String> deciding = new LinkedHashSet<>(offices(request, step));
		this.requests.steps(request.reference(), request.revision()).forEach((each) -> deciding.add(each.office()));
		String office = step.office();
		for (int level = 0; level < Role.values().length; level++) {
			Decision above = this.decisions.evaluate("approval-escalation", Map.of("office", office));
			if (above.rows().isEmpty()) {
				return Optional.empty();
			}
			office = above.text("escalatesTo");
			if (!deciding.contains(office)) {
				return Optional.of(office);
			}
		}
		return Optional.empty();
	}

	private Set<String> members(SpecialTermsRequest request, ApprovalStep step) {
		Set<String> members = new LinkedHashSet<>();
		for (String office : offices(request, step)) {
			Arrays.stream(Role.values())
				.filter((role) -> role.group().equals(office))
				.forEach((role) -> members.addAll(this.people.holding(role, request.subsidiary())));
		}
		return members;
	}

	private List<String> offices(SpecialTermsRequest request, ApprovalStep step) {
		List<String> offices = new ArrayList<>(List.of(step.office()));
		offices.addAll(this.requests.escalatedTo(request.reference(), request.revision(), step.step()));
		return offices;
	}

}
