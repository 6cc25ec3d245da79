package io.countersign.identity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The login page and the front door. */
@Controller
class LoginController {

	private final Optional<DemoPeople> demo;

	private final Map<String, String> providers = new TreeMap<>();

	LoginController(Optional<DemoPeople> demo, ObjectProvider<ClientRegistrationRepository> providers) {
		this.demo = demo;
		if (providers.getIfAvailable() instanceof Iterable<?> registrations) {
			for (Object registration : registrations) {
				if (registration instanceof ClientRegistration client) {
					this.providers.put(client.getRegistrationId(), client.getClientName());
				}
			}
		}
	}

	@GetMapping("/")
	String frontDoor() {
		return "redirect:/desk";
	}

	@GetMapping("/login")
	String login(Model model) {
		model.addAttribute("demoPeople", this.demo.map(DemoPeople::people).orElse(List.of()));
		model.addAttribute("providers", this.providers);
		return "login";
	}

}
