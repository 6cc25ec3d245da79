package io.countersign.identity;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

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

	/**
	 * The login page.
	 * @param again where somebody who is logged in comes from to prove it once more:
	 * {@code task} or {@code queue}
	 * @param task the task to come back to
	 */
	@GetMapping("/login")
	String login(@RequestParam(required = false) String again, @RequestParam(required = false) String task,
			Principal person, HttpServletRequest request, Model model) {
		if (again != null && person != null) {
			ProveAgain.before(request.getSession(), again, task);
			model.addAttribute("again", person.getName());
		}
		model.addAttribute("demoPeople", this.demo.map(DemoPeople::people).orElse(List.of()));
		model.addAttribute("providers", this.providers);
		return "login";
	}

}
