package io.countersign.desk;

import java.util.List;

import io.countersign.agreement.AgreementViews;
import io.countersign.kernel.Refusal;
import io.countersign.signature.SignQueue;
import io.countersign.signature.SigningProof;
import io.countersign.signature.SigningProofs;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the plugin inside Tasklist shows beside a task to sign, and what the script of the
 * sign queue asks for.
 */
@RestController
@RequestMapping("/desk/api")
class SigningPanels {

	static final String SIGN = "userTask_signAgreement";

	private final AgreementViews agreements;

	private final SigningProofs proofs;

	private final SignQueue queue;

	private final Reader reader;

	SigningPanels(AgreementViews agreements, SigningProofs proofs, SignQueue queue, Reader reader) {
		this.agreements = agreements;
		this.proofs = proofs;
		this.queue = queue;
		this.reader = reader;
	}

	/**
	 * The proof as the reader of the task is shown it.
	 *
	 * @param holds whether the reader may sign
	 * @param again where to log in again and come back; {@code null} where the login is
	 * recent enough
	 * @param paper where to bring what was signed by hand or elsewhere
	 */
	record Shown(List<SigningProof.Line> lines, boolean holds, String again, String paper) {
	}

	/**
	 * Only for tasks to sign; of any other task there is nothing to prove: no content.
	 */
	@GetMapping("/tasks/{taskId}/proof")
	ResponseEntity<Shown> proof(@PathVariable String taskId) {
		AgreementViews.WorkItem task = this.agreements.task(taskId, this.reader.caller())
			.orElseThrow(() -> new Refusal(Refusal.Kind.UNKNOWN, "task-unknown", "There is no such task."));
		if (!task.taskKey().equals(SIGN)) {
			return ResponseEntity.noContent().cacheControl(CacheControl.noStore()).build();
		}
		SigningProof proof = this.proofs.of(task.reference(), this.reader.caller().id());
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.body(new Shown(proof.lines(), proof.holds(),
					proof.freshLogin() ? null : "/login?again=task&task=" + task.taskId(),
					"/desk/sign/" + task.taskId() + "/paper"));
	}

	/** What a signatory says about one agreement of the sign queue. */
	record Signing(boolean confirmed) {
	}

	/** Signs one agreement of the sign queue. */
	@PostMapping("/tasks/{taskId}/signature")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void sign(@PathVariable String taskId, @RequestBody Signing signing) {
		this.queue.sign(taskId, this.reader.caller(), signing.confirmed());
	}

}
