package io.countersign.validation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import io.countersign.agreement.AgreementPackage.Address;
import io.countersign.agreement.AgreementPackage.Contact;
import io.countersign.validation.Policies.AddressVerdict;
import io.countersign.validation.Policies.ContactRequirement;
import io.countersign.validation.Rule.Draft;
import io.countersign.validation.Rule.Findings;

/** Rule DOC-09: can the customer's contacts be reached? What is asked is in tables. */
final class ContactRules {

	/** The word of the tables for the customer's postal address. */
	private static final String ADDRESS = "ADDRESS";

	/** Something before the sign, and a domain of at least two parts behind it. */
	private static final Pattern MAIL = Pattern.compile("[^@\\s]+@([^@\\s.]+(?:\\.[^@\\s.]+)+)");

	private ContactRules() {
	}

	/** DOC-09. */
	static void contactsComplete(Dossier dossier, Findings findings) {
		List<Contact> contacts = dossier.facts().customer().contacts();
		for (ContactRequirement required : dossier.policies().contactRequirements(dossier.facts())) {
			if (required.contact().equals(ADDRESS)) {
				addressComplete(dossier, required, findings);
			}
			else if (contacts.stream().noneMatch((contact) -> contact.role().name().equals(required.contact()))) {
				weigh(findings.add("The package names no contact %s.".formatted(required.contact()))
					.at("/customer/contacts")
					.expected(required.contact()), required);
			}
			for (int i = 0; i < contacts.size(); i++) {
				if (contacts.get(i).role().name().equals(required.contact())) {
					contactComplete(contacts.get(i), "/customer/contacts/" + i, required, findings);
				}
			}
		}
		refusedAddresses(dossier, findings);
	}

	private static void contactComplete(Contact contact, String path, ContactRequirement required, Findings findings) {
		for (String part : required.needs()) {
			String value = switch (part) {
				case "name" -> contact.name();
				case "email" -> contact.email();
				case "phone" -> contact.phone();
				default -> throw new IllegalStateException(
						"%s asks '%s' of a contact".formatted(Policies.CONTACT_REQUIREMENTS, part));
			};
			if (isBlank(value)) {
				weigh(findings.add("Contact %s has no %s.".formatted(contact.role(), part)).at(path + "/" + part),
						required);
			}
			else if (part.equals("email") && !MAIL.matcher(value.strip()).matches()) {
				weigh(findings.add("The e-mail address of contact %s is incomplete.".formatted(contact.role()))
					.at(path + "/email")
					.found(value), required);
			}
		}
	}

	private static void addressComplete(Dossier dossier, ContactRequirement required, Findings findings) {
		Address address = dossier.facts().customer().address();
		for (String part : required.needs()) {
			String value = switch (part) {
				case "street" -> (address != null) ? address.street() : null;
				case "city" -> (address != null) ? address.city() : null;
				default -> throw new IllegalStateException(
						"%s asks '%s' of an address".formatted(Policies.CONTACT_REQUIREMENTS, part));
			};
			if (isBlank(value)) {
				weigh(findings.add("The customer's address has no %s.".formatted(part)).at("/customer/address/" + part),
						required);
			}
		}
	}

	private static void refusedAddresses(Dossier dossier, Findings findings) {
		List<Contact> contacts = dossier.facts().customer().contacts();
		for (int i = 0; i < contacts.size(); i++) {
			Contact contact = contacts.get(i);
			String path = "/customer/contacts/" + i + "/email";
			domain(contact.email())
				.flatMap((domain) -> dossier.policies()
					.refusedAddress(dossier.facts(), "MAIL", contact.role().name(),
							(refused) -> domain.equals(refused) || domain.endsWith("." + refused)))
				.ifPresent((refused) -> findings
					.add("Contact %s has an address that does not count: %s.".formatted(contact.role(),
							inWords(refused.verdict())))
					.at(path)
					.found(contact.email())
					.weighing(refused.severity())
					.cured("Give an address in a domain of the customer."));
		}
		Address address = dossier.facts().customer().address();
		if (address == null || address.street() == null) {
			return;
		}
		String street = " " + Texts.words(address.street()) + " ";
		dossier.policies()
			.refusedAddress(dossier.facts(), "STREET", ADDRESS, (words) -> street.contains(" " + words + " "))
			.ifPresent((refused) -> findings
				.add("The customer's address does not count: %s.".formatted(inWords(refused.verdict())))
				.at("/customer/address/street")
				.found(address.street())
				.weighing(refused.severity())
				.cured("Give the street address of the customer."));
	}

	private static String inWords(AddressVerdict verdict) {
		return switch (verdict) {
			case FREE_MAIL -> "it is of a free mail service";
			case POST_BOX -> "it is a PO box";
		};
	}

	private static Optional<String> domain(String email) {
		return (email != null)
				? Optional.of(email.substring(email.lastIndexOf('@') + 1).strip().toLowerCase(Locale.ROOT))
				: Optional.empty();
	}

	private static void weigh(Draft draft, ContactRequirement required) {
		draft.weighing(required.severity());
	}

	private static boolean isBlank(String value) {
		return value == null || value.isBlank();
	}

}
