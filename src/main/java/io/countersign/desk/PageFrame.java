package io.countersign.desk;

import io.countersign.identity.Caller;
import io.countersign.identity.Role;
import io.countersign.kernel.DatabaseRefusals;
import io.countersign.kernel.Refusal;
import io.countersign.roc.RocLedger;
import io.countersign.web.Problems;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.beans.ConversionNotSupportedException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.servlet.ModelAndView;

/**
 * What every page of the desk has in common: who is signed in, which zone its times are
 * in, and how a refusal looks.
 */
@ControllerAdvice(assignableTypes = { HomePage.class, AgreementPages.class, AuthorityPages.class, BulkPages.class,
		ClausePages.class, DocumentFiles.class, ImportPages.class, MailPages.class, RocIssuePages.class, RocPages.class,
		RunningAgreementPages.class, SignPages.class, SigningPaperPages.class, TermsEntryPages.class,
		TermsPages.class })
@Order(Ordered.HIGHEST_PRECEDENCE)
class PageFrame {

	private final Reader reader;

	PageFrame(Reader reader) {
		this.reader = reader;
	}

	/**
	 * The reader as the frame of the page shows it.
	 *
	 * @param operates whether Cockpit is open to the reader
	 * @param readsLedger whether the ledger of the ROC is
	 */
	record Frame(String name, String zone, boolean operates, boolean readsLedger, String path) {
	}

	@ModelAttribute("frame")
	Frame frame(HttpServletRequest request) {
		Caller caller = this.reader.caller();
		return new Frame(caller.name(), this.reader.showing().display().zoneName(), caller.has(Role.OPERATOR),
				RocLedger.reads(caller), request.getRequestURI());
	}

	/** What the record itself refuses looks like any other refusal. */
	@ExceptionHandler
	ModelAndView refusedByTheRecord(DataAccessException failure, HttpServletRequest request) {
		return refused(DatabaseRefusals.in(failure).orElseThrow(() -> failure), request);
	}

	/** A field of a form that came as a file. */
	@ExceptionHandler
	ModelAndView unusable(ConversionNotSupportedException mismatch, HttpServletRequest request) {
		return refused(Problems.unusable(mismatch).orElseThrow(() -> mismatch), request);
	}

	@ExceptionHandler
	ModelAndView refused(Refusal refusal, HttpServletRequest request) {
		HttpStatus status = HttpStatus.valueOf(Problems.of(refusal).getStatus());
		ModelAndView page = new ModelAndView("desk/refused", status);
		page.addObject("status", status.value());
		page.addObject("message", (status == HttpStatus.NOT_FOUND)
				? "There is no such page, or none that you may see. Check the address." : refusal.getMessage());
		page.addObject("frame", frame(request));
		return page;
	}

}
