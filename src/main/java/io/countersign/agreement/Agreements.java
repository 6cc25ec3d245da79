package io.countersign.agreement;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

import jakarta.persistence.LockModeType;

import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** All agreements, by reference. */
interface Agreements extends Repository<Agreement, String> {

	Agreement save(Agreement agreement);

	Optional<Agreement> findById(String reference);

	List<Agreement> findByReferenceIn(Collection<String> references);

	/**
	 * Finds an agreement and keeps others from changing it until the transaction ends.
	 */
	@Lock(LockModeType.PESSIMISTIC_WRITE)
	@Query("select a from Agreement a where a.reference = :reference")
	Optional<Agreement> findForChange(String reference);

	void flush();

}
