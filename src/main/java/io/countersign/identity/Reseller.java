package io.countersign.identity;

/**
 * A reseller that submits agreements.
 *
 * @param code its name in references, audit entries and tokens (client id)
 * @param publicCustomerNumber the PCN that packages name it by
 * @param active {@code false} once it is no longer let in
 */
public record Reseller(String code, String name, String publicCustomerNumber, boolean active) {
}
