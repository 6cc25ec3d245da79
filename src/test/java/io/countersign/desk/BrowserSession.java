package io.countersign.desk;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.ColorScheme;
import org.opentest4j.TestAbortedException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A person at a real browser (Chromium). Tests that use it are skipped with a message
 * where none is installed, unless the environment says
 * {@code COUNTERSIGN_REQUIRE_BROWSER=true}. {@code COUNTERSIGN_BROWSER} names another
 * executable than the usual ones.
 */
final class BrowserSession implements AutoCloseable {

	private static final double PATIENCE_MS = 60_000;

	/** Camunda's loader gives its modules a few seconds, which a busy machine exceeds. */
	private static final int TASKLIST_LOADS = 4;

	private static final double TASKLIST_LOAD_MS = 25_000;

	private final Playwright playwright;

	private final Browser browser;

	private final BrowserContext context;

	private final Page page;

	private final String base;

	private final List<String> complaints = new ArrayList<>();

	private BrowserSession(Path executable, int port) {
		this.base = "http://127.0.0.1:" + port;
		this.playwright = Playwright
			.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
		this.browser = this.playwright.chromium()
			.launch(new BrowserType.LaunchOptions().setExecutablePath(executable)
				.setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")));
		this.context = this.browser.newContext(new Browser.NewContextOptions().setViewportSize(1440, 1000)
			.setLocale("en-GB")
			.setTimezoneId("Europe/Berlin"));
		this.context.setDefaultTimeout(PATIENCE_MS);
		this.context.setDefaultNavigationTimeout(PATIENCE_MS);
		this.page = this.context.newPage();
		this.page.onDialog((dialog) -> {
			this.complaints.add("A dialog opened: " + dialog.message());
			dialog.dismiss();
		});
		this.page.onPageError((error) -> this.complaints.add(error));
		this.page.onConsoleMessage((message) -> {
			if (message.text().contains("Content Security Policy")) {
				this.complaints.add(message.text());
			}
		});
	}

	/** Opens a browser on the application at this port. */
	static BrowserSession open(int port) {
		Optional<Path> executable = executable();
		if (executable.isEmpty()) {
			String message = "No Chromium found: install it (apt-get install chromium) or name it in COUNTERSIGN_BROWSER";
			if ("true".equals(System.getenv("COUNTERSIGN_REQUIRE_BROWSER"))) {
				throw new AssertionError(message);
			}
			throw new TestAbortedException(message);
		}
		return new BrowserSession(executable.get(), port);
	}

	private static Optional<Path> executable() {
		String named = System.getenv("COUNTERSIGN_BROWSER");
		return Stream
			.of(named, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
					"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
					"C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe")
			.filter((path) -> path != null && !path.isBlank())
			.map(Path::of)
			.filter(Files::isExecutable)
			.findFirst();
	}

	Page page() {
		return this.page;
	}

	BrowserSession login(String person) {
		go("/login");
		this.page.locator("#username").fill(person);
		this.page.locator("#password").fill(person);
		this.page.locator("#password").press("Enter");
		this.page.waitForURL("**/desk");
		return this;
	}

	void go(String path) {
		this.page.navigate(this.base + path);
	}

	/** Opens Tasklist and waits until it is there. */
	void tasklist(String path) {
		for (int load = 1;; load++) {
			this.page.navigate("about:blank");
			go("/camunda/app/tasklist/default/" + path);
			try {
				this.page.locator(".task-filters .item, .task-filters li")
					.first()
					.waitFor(new Locator.WaitForOptions().setTimeout(TASKLIST_LOAD_MS));
				this.complaints.removeIf((complaint) -> complaint.contains("Load timeout for modules"));
				return;
			}
			catch (TimeoutError ex) {
				if (load == TASKLIST_LOADS) {
					throw ex;
				}
			}
		}
	}

	void colours(ColorScheme scheme) {
		this.page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
	}

	/** No script error, no dialog, nothing that the security policy stopped. */
	void expectNoComplaints() {
		assertThat(this.complaints).isEmpty();
	}

	/** Runs axe-core over the page as it is now, for WCAG 2.0 to 2.2, A and AA. */
	void expectAccessible() {
		expectAccessible("html");
	}

	/** The same for the part of the page that a selector finds. */
	@SuppressWarnings("unchecked")
	void expectAccessible(String part) {
		this.page.evaluate(axe());
		List<String> found = (List<String>) this.page.evaluate(
				"""
						async (part) => {
							const result = await axe.run(part, {
								runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
							});
							return result.violations.flatMap((rule) => rule.nodes.map((node) =>
								`${rule.id}: ${rule.help}: ${node.html.slice(0, 160)} ${node.any.map((check) => check.message).join('; ')}`));
						}""",
				part);
		assertThat(found).as("axe-core on " + this.page.url()).isEmpty();
	}

	private static String axe() {
		try (InputStream script = BrowserSession.class.getResourceAsStream("/axe.min.js")) {
			return new String(script.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
		this.browser.close();
		this.playwright.close();
	}

}
