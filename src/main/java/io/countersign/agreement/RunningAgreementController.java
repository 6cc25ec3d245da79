package io.countersign.agreement;

import io.countersign.identity.Callers;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The register of running agreements over HTTP. */
@RestController
@RequestMapping("/api/v1/running-agreements")
@Tag(name = "Running agreements", description = "Agreements in force, executed here or before")
class RunningAgreementController {

	private final RunningAgreements agreements;

	private final Callers callers;

	RunningAgreementController(RunningAgreements agreements, Callers callers) {
		this.agreements = agreements;
		this.callers = callers;
	}

	@GetMapping
	@Operation(operationId = "listRunningAgreements",
			summary = "Agreements in force that the caller may see; a reseller sees those it is partner of record of")
	AgreementViews.Page<RunningAgreement> list(@RequestParam(required = false) String q,
			@RequestParam(defaultValue = "0") int page, @RequestParam(defaultValue = "50") int size) {
		return this.agreements.search(this.callers.current(), q, page, size);
	}

}
