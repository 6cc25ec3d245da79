package io.countersign.conformance;

import java.time.Year;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.kernel.Sha256;

/** Orders of agreements that nobody has, new ones in each run. */
final class TestOrders {

	private static final ObjectMapper JSON = new ObjectMapper();

	private final AtomicLong number = new AtomicLong(System.currentTimeMillis() * 1000 % 900_000_000_000L);

	/** A complete order of an agreement of its own. */
	ObjectNode order() {
		return order("CT-%s-%012d".formatted(Year.now(ZoneOffset.UTC), this.number.incrementAndGet()), "ORDER");
	}

	/** With a purchase order of its own. */
	ObjectNode order(String purchaseOrder) {
		return order().put("purchaseOrder", purchaseOrder);
	}

	/** The cancellation of an order. */
	static ObjectNode cancellation(ObjectNode order) {
		ObjectNode cancellation = order(order.path("reference").asText(), "CANCEL");
		cancellation.remove("documents");
		cancellation.remove("countersignature");
		return cancellation;
	}

	/** The next order of its agreement, after the first was rejected. */
	static ObjectNode again(ObjectNode order) {
		return order.deepCopy()
			.put("purchaseOrder", "PO-CONFORMANCE")
			.put("idempotencyKey", key(order.path("reference").asText(), "ORDER/2"));
	}

	static String key(String reference, String operation) {
		return Sha256.of("%s|1|%s".formatted(reference, operation));
	}

	private static ObjectNode order(String reference, String operation) {
		ObjectNode order = JSON.createObjectNode()
			.put("idempotencyKey", key(reference, operation))
			.put("operation", operation)
			.put("reference", reference)
			.put("submission", 1)
			.put("programme", "EA-EE")
			.put("scenario", "NEW")
			.put("segment", "COMMERCIAL")
			.put("reseller", "northwind")
			.put("currency", "EUR")
			.put("totalValue", "184500.00")
			.put("purchaseOrder", "PO-CONFORMANCE")
			.put("contentHash", Sha256.of(reference));
		order.putObject("customer").put("legalName", "Fabrikam Prüfgesellschaft mbH").put("country", "DE");
		order.putObject("term").put("start", "2026-12-01").put("end", "2029-11-30");
		order.putArray("documents")
			.addObject()
			.put("sha256", Sha256.of(reference + " form"))
			.put("type", "PSF")
			.put("code", "X20-12057")
			.put("fileName", "signature-form.pdf");
		order.putObject("countersignature")
			.put("sha256", Sha256.of(reference + " signed"))
			.put("signatory", "standing")
			.put("signedAt", "2026-11-23T15:40:11Z");
		return order;
	}

}
