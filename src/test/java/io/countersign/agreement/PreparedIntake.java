package io.countersign.agreement;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.countersign.agreement.Arrivals.Upload;
import io.countersign.identity.Caller;

import org.springframework.beans.factory.BeanFactory;

/** Submits to the intake directly, as its controller does, without HTTP. */
public final class PreparedIntake {

	private final AgreementIntake intake;

	private final Caller reseller = new Caller("northwind", "Northwind", Caller.Kind.RESELLER, Set.of(), Set.of(),
			Set.of());

	private final List<Upload> documents;

	/**
	 * @param documents bytes by file name
	 */
	public PreparedIntake(BeanFactory beans, Map<String, byte[]> documents) {
		this.intake = beans.getBean(AgreementIntake.class);
		this.documents = documents.entrySet()
			.stream()
			.map((document) -> new Upload(document.getKey(), document.getValue()))
			.toList();
	}

	/** Submits a package with these documents; answers the agreement's status. */
	public String submit(String key, byte[] facts) {
		return this.intake.submit(this.reseller, key, facts, this.documents).answer().status().name();
	}

}
