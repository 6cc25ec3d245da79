package io.countersign.desk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;

import io.countersign.agreement.AgreementViews;
import io.countersign.kernel.Refusal;
import io.countersign.signature.SigningPapers;
import io.countersign.signature.SigningPapers.Brought;
import io.countersign.signature.SigningPapers.Method;
import io.countersign.signature.SigningPapers.Sent;
import io.countersign.signature.SigningProofs;

import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;

/** Where a signatory brings what was signed by hand or on the customer's platform. */
@Controller
class SigningPaperPages {

	private final AgreementViews agreements;

	private final SigningPapers papers;

	private final SigningProofs proofs;

	private final Reader reader;

	SigningPaperPages(AgreementViews agreements, SigningPapers papers, SigningProofs proofs, Reader reader) {
		this.agreements = agreements;
		this.papers = papers;
		this.proofs = proofs;
		this.reader = reader;
	}

	@GetMapping("/desk/sign/{taskId}/paper")
	String page(@PathVariable String taskId, Model model) {
		return shown(task(taskId), null, model);
	}

	private AgreementViews.WorkItem task(String taskId) {
		return this.agreements.task(taskId, this.reader.caller())
			.filter((found) -> found.taskKey().equals(SigningPanels.SIGN))
			.orElseThrow(() -> new Refusal(Refusal.Kind.UNKNOWN, "task-unknown", "There is no such task."));
	}

	private String shown(AgreementViews.WorkItem task, String trouble, Model model) {
		model.addAttribute("task", this.reader.showing().work(task));
		model.addAttribute("proof", this.proofs.of(task.reference(), this.reader.caller().id()));
		model.addAttribute("trouble", trouble);
		return "desk/sign-paper";
	}

	@PostMapping("/desk/sign/{taskId}/paper")
	String bring(@PathVariable String taskId, @RequestParam Method method,
			@RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) LocalDate writtenOn,
			@RequestParam(defaultValue = "false") boolean weSignFirst, @RequestParam MultipartFile signed,
			@RequestParam(required = false) MultipartFile evidence,
			@RequestParam(defaultValue = "false") boolean confirmed, Model model) {
		AgreementViews.WorkItem task = task(taskId);
		try {
			this.papers.sign(taskId, task.reference(), this.reader.caller(),
					new Brought(method, writtenOn, weSignFirst, sent(signed), sent(evidence), confirmed));
		}
		catch (Refusal refusal) {
			return shown(task, refusal.getMessage(), model);
		}
		return "redirect:" + Showing.page(task.reference());
	}

	/** A field of a form that holds no file comes as an empty one. */
	private static Sent sent(MultipartFile file) {
		try {
			return (file == null || file.isEmpty()) ? null : new Sent(file.getOriginalFilename(), file.getBytes());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
