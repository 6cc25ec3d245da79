package io.countersign.agreement;

import java.time.Duration;

import io.countersign.work.Rhythm;
import io.countersign.work.Worker;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When absences are looked at. */
@Configuration(proxyBeanMethods = false)
class AbsenceConfiguration {

	@Bean
	Worker absenceWorker(Absences absences, @Value("${countersign.absences.worker:true}") boolean starts,
			@Value("${countersign.absences.every:PT1M}") Duration every) {
		return new Worker("absences", new Rhythm(starts, every), absences::run);
	}

}
