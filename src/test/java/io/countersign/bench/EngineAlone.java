package io.countersign.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

import io.countersign.Api;
import io.countersign.Api.Part;
import io.countersign.CountersignApplication;
import io.countersign.DatabaseAccess;
import io.countersign.agreement.CleanExamination;
import io.countersign.agreement.PreparedIntake;
import io.countersign.document.DocumentGuard;
import io.countersign.document.RememberingGuard;
import io.countersign.roc.HandoffWithoutHttp;
import io.countersign.signature.StubbedSignature;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/**
 * The application inside this process with everything taken away that is neither engine
 * nor database: no HTTP on either side, no reading of PDFs, no validation, no signature.
 * What is left runs as it is, in the same transactions.
 */
final class EngineAlone implements AutoCloseable {

	/** As long as a node collects what arrives. */
	private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private final ConfigurableApplicationContext context;

	private final PreparedIntake intake;

	private final Part facts;

	private final List<Thread> workers;

	private volatile boolean running = true;

	EngineAlone(BenchDatabase database, Path data) {
		DatabaseAccess access = database.access();
		this.context = new SpringApplicationBuilder(CountersignApplication.class).profiles("local")
			.initializers((context) -> {
				context.getBeanFactory().registerSingleton("onlyTheApplication", new OnlyTheApplication());
				context.getBeanFactory().addBeanPostProcessor(new StandIns(context.getBeanFactory()));
			})
			.run("--spring.datasource.url=" + access.url(), "--spring.datasource.username=" + access.username(),
					"--spring.datasource.password=" + access.password(), "--spring.flyway.user=" + access.owner(),
					"--spring.flyway.password=" + access.ownerPassword(), "--countersign.data=" + data,
					"--countersign.demo.data=false", "--countersign.review.sampling=false",
					"--countersign.rocsim.enabled=false", "--countersign.roc.dispatcher=false", "--server.port=0");
		List<Part> sample = Api.sample("clean-straight-through");
		Map<String, byte[]> documents = new LinkedHashMap<>();
		sample.stream()
			.filter((part) -> part.name().equals("documents"))
			.forEach((part) -> documents.put(part.fileName(), part.bytes()));
		this.facts = sample.get(0);
		this.intake = new PreparedIntake(this.context, documents);
		HandoffWithoutHttp handoff = new HandoffWithoutHttp(this.context);
		this.workers = List.of(new Thread(() -> work(handoff::dispatch), "bench-dispatch"),
				new Thread(() -> work(handoff::understand), "bench-understand"));
		this.workers.forEach(Thread::start);
	}

	private void work(IntSupplier batch) {
		while (this.running) {
			if (batch.getAsInt() == 0) {
				LockSupport.parkNanos(LINGER_NANOS);
			}
		}
	}

	void submit(String id) throws Exception {
		String status = this.intake.submit("engine-" + id, Packages.withId(this.facts, "engine-" + id).bytes());
		if (!status.equals("SUBMITTED_TO_ROC")) {
			throw new IllegalStateException(id + " is " + status);
		}
	}

	@Override
	public void close() {
		this.running = false;
		try {
			for (Thread worker : this.workers) {
				worker.join();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.context.close();
	}

	/** Keeps configurations of other tests out of the application. */
	private static final class OnlyTheApplication extends TypeExcludeFilter {

		@Override
		public boolean match(MetadataReader metadata, MetadataReaderFactory factory) {
			return metadata.getResource().toString().contains("test-classes");
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof OnlyTheApplication;
		}

		@Override
		public int hashCode() {
			return OnlyTheApplication.class.hashCode();
		}

	}

	/** Puts in the place of what is slow outside of engine and database what is not. */
	private record StandIns(BeanFactory beans) implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			if (bean instanceof DocumentGuard guard) {
				return new RememberingGuard(guard);
			}
			return switch (name) {
				case "validationPreparation" -> new CleanExamination();
				case "signaturePreparation" -> new StubbedSignature(this.beans);
				default -> bean;
			};
		}

	}

}
