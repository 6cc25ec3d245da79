package io.countersign.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestClient;

/**
 * Sends the sample packages at the first start, one after the other and beside whatever
 * the user does already. Each has its own idempotency key: an interrupted first start is
 * completed by the next one, and nothing is sent twice.
 */
@Component
@Profile("local")
@ConditionalOnProperty(name = "countersign.demo.data", havingValue = "true", matchIfMissing = true)
class SampleAgreements {

	private static final Logger log = LoggerFactory.getLogger(SampleAgreements.class);

	private static final String SAMPLES = "classpath:samples/";

	private final PathMatchingResourcePatternResolver files = new PathMatchingResourcePatternResolver();

	private final ServletWebServerApplicationContext server;

	private final String host;

	private final Map<String, String> references = new HashMap<>();

	private volatile boolean stopping;

	SampleAgreements(ServletWebServerApplicationContext server, @Value("${server.address:127.0.0.1}") String host) {
		this.server = server;
		this.host = host;
	}

	/** A line of the samples' index. */
	private record Entry(String name, String reseller, String action, String corrects) {

		static Entry of(String line) {
			String[] words = line.split(" ");
			return new Entry(words[0], words[1], words[2], (words.length > 3) ? words[3] : null);
		}

	}

	@EventListener(ApplicationReadyEvent.class)
	void sendOnce() {
		Thread sender = new Thread(this::send, "sample-agreements");
		sender.setDaemon(true);
		sender.start();
	}

	@EventListener(ContextClosedEvent.class)
	void stop() {
		this.stopping = true;
	}

	private void send() {
		try {
			List<Entry> entries = this.files.getResource(SAMPLES + "index.txt")
				.getContentAsString(StandardCharsets.UTF_8)
				.lines()
				.map(Entry::of)
				.toList();
			long agreements = entries.stream().filter((entry) -> entry.corrects() == null).count();
			long present = Stream.of("northwind", "tailspin").mapToLong(this::count).sum();
			if (present >= agreements) {
				return;
			}
			for (int i = 0; i < entries.size() && !this.stopping; i++) {
				log.info("Sample {} of {}: {}", i + 1, entries.size(), send(entries.get(i)));
			}
		}
		catch (IOException | RuntimeException ex) {
			if (!this.stopping) {
				log.warn("The sample agreements could not all be sent; the next start goes on with them", ex);
			}
		}
	}

	private String send(Entry entry) throws IOException {
		String path = (entry.corrects() != null) ? "/" + this.references.get(entry.corrects()) + "/submissions" : "";
		JsonNode answer = client(entry.reseller()).post()
			.uri("/api/v1/agreements" + path)
			.header("Idempotency-Key", "demo-" + entry.name())
			.contentType(MediaType.MULTIPART_FORM_DATA)
			.body(parts(entry.name()))
			.retrieve()
			.body(JsonNode.class);
		String reference = answer.path("reference").asText();
		this.references.put(entry.name(), reference);
		if (entry.action().equals("withdraw") && !withdrawn(entry.reseller(), reference)) {
			client(entry.reseller()).post()
				.uri("/api/v1/agreements/{reference}/withdrawal", reference)
				.body(Map.of("reason", "The customer decided to wait for the next budget."))
				.retrieve()
				.toBodilessEntity();
		}
		return "%s is %s, %s, findings: %d".formatted(entry.name(), reference,
				entry.action().equals("withdraw") ? "withdrawn" : answer.path("status").asText(),
				answer.path("findings").size());
	}

	private boolean withdrawn(String reseller, String reference) {
		return client(reseller).get()
			.uri("/api/v1/agreements/{reference}", reference)
			.retrieve()
			.body(JsonNode.class)
			.path("status")
			.asText()
			.equals("WITHDRAWN");
	}

	private MultiValueMap<String, Object> parts(String name) throws IOException {
		MultiValueMap<String, Object> parts = new LinkedMultiValueMap<>();
		HttpHeaders json = new HttpHeaders();
		json.setContentType(MediaType.APPLICATION_JSON);
		parts.add("package", new HttpEntity<>(
				this.files.getResource(SAMPLES + name + "/package.json").getContentAsByteArray(), json));
		HttpHeaders pdf = new HttpHeaders();
		pdf.setContentType(MediaType.APPLICATION_PDF);
		for (Resource document : this.files.getResources(SAMPLES + name + "/*.pdf")) {
			parts.add("documents", new HttpEntity<>(named(document), pdf));
		}
		return parts;
	}

	private static Resource named(Resource document) throws IOException {
		String fileName = document.getFilename();
		return new ByteArrayResource(document.getContentAsByteArray()) {
			@Override
			public String getFilename() {
				return fileName;
			}
		};
	}

	private long count(String reseller) {
		return client(reseller).get()
			.uri("/api/v1/agreements?size=1")
			.retrieve()
			.body(JsonNode.class)
			.path("total")
			.asLong();
	}

	private RestClient client(String reseller) {
		return RestClient.builder()
			.baseUrl("http://" + this.host + ":" + this.server.getWebServer().getPort())
			.defaultHeaders((headers) -> headers.setBasicAuth(reseller, reseller))
			.build();
	}

}
