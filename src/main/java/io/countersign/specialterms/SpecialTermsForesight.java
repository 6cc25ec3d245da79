package io.countersign.specialterms;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.countersign.agreement.Foresight;
import io.countersign.agreement.IncomingSubmission;
import io.countersign.agreement.PackageTerm;
import io.countersign.agreement.Preview;
import io.countersign.agreement.TermsRegister.Standing;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Tells who would have to approve the terms of a package: the offices of the route for
 * what no request has granted yet, stage by stage.
 */
@Component
@Order(150)
class SpecialTermsForesight implements Foresight {

	private final TermsStages stages;

	SpecialTermsForesight(TermsStages stages) {
		this.stages = stages;
	}

	@Override
	public void foresee(IncomingSubmission submission, Preview preview) {
		List<PackageTerm> left = preview.examination()
			.terms()
			.stream()
			.filter((term) -> submission.history()
				.terms()
				.request(term.request())
				.filter((request) -> request.standing() == Standing.GRANTED)
				.isEmpty())
			.toList();
		if (left.isEmpty()) {
			return;
		}
		Map<Integer, List<ApprovalStep>> stages = this.stages.preview(PackageTerms.asked(submission.facts(), left))
			.stream()
			.collect(Collectors.groupingBy(ApprovalStep::stage, TreeMap::new, Collectors.toList()));
		List<String> whom = new ArrayList<>(List.of("a customer lifecycle manager, who looks through the request"));
		stages.values()
			.forEach((steps) -> whom.add(steps.stream()
				.map((step) -> OfficeNames.words(step.office()))
				.collect(Collectors.joining(" and "))));
		preview.termsDecidedBy(whom);
	}

}
