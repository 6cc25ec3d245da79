package io.countersign.signature;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.IncomingSubmission;
import io.countersign.agreement.PreparedWork;
import io.countersign.agreement.SignatureLevel;
import io.countersign.agreement.SubmissionPreparation;
import io.countersign.document.GuardedPdf;
import io.countersign.kernel.Sha256;

import org.springframework.beans.factory.BeanFactory;

/**
 * Stands in for signing where only engine and database are measured: what it leaves
 * passes every check of the database and is no signature.
 */
public final class StubbedSignature implements SubmissionPreparation {

	private final BeanFactory beans;

	public StubbedSignature(BeanFactory beans) {
		this.beans = beans;
	}

	@Override
	public void prepare(IncomingSubmission submission, PreparedWork work) {
		Instant now = this.beans.getBean(Clock.class).instant().truncatedTo(ChronoUnit.SECONDS);
		SigningAuthority authority = this.beans.getBean(StandingAuthority.class)
			.find(submission.subsidiary(), submission.facts(), now)
			.orElseThrow();
		GuardedPdf form = submission.document(DocumentType.PSF).orElseThrow().pdf();
		ThreadLocalRandom random = ThreadLocalRandom.current();
		byte[] unsigned = ByteBuffer.allocate(16).putLong(random.nextLong()).putLong(random.nextLong()).array();
		String address = Sha256.of(unsigned);
		work.put(PreparedCountersignature.class,
				new PreparedCountersignature(submission.reference(), submission.number(), submission.contentHash(),
						new PreparedCountersignature.Form(form.fileName(), null, form.sha256(), form.bytes().length,
								form.pageCount()),
						unsigned, address, Sha256.of(address), authority.signatory(), "standing authority",
						authority.capacity(), authority.id(), now, SignatureLevel.T, now));
	}

}
