package io.countersign.agreement;

import io.countersign.agreement.PreflightService.Preflight;
import io.countersign.identity.Callers;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartHttpServletRequest;

/** Pre-flights over HTTP: what would happen to a package, before it is submitted. */
@RestController
@RequestMapping("/api/v1/agreements/preflight")
@Tag(name = "Pre-flight", description = "Learn every finding and who will have to act before submitting")
class PreflightController {

	private final PreflightService preflights;

	private final Callers callers;

	PreflightController(PreflightService preflights, Callers callers) {
		this.preflights = preflights;
		this.callers = callers;
	}

	@PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
	@Operation(operationId = "preflightAgreement",
			summary = "Examine a package without submitting it; only a receipt is kept")
	Preflight check(@Parameter(description = "The returned agreement that the package would correct") @RequestParam(
			required = false) String reference, MultipartHttpServletRequest request) {
		return this.preflights.check(this.callers.current(), reference, PackageParts.of(request));
	}

	@GetMapping("/{number}")
	@Operation(operationId = "readPreflight", summary = "The receipt of an earlier pre-flight")
	IssuedReceipt read(@PathVariable String number) {
		return this.preflights.read(this.callers.current(), number);
	}

}
