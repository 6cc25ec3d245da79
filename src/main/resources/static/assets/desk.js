// News on open pages, keys, and what to say when the server does not answer.
(() => {
	const POLL_MS = 10_000;
	// An unattended page stops asking, so that its session can end.
	const UNATTENDED_MS = 15 * 60_000;

	const announcement = document.getElementById('announcement');
	const trouble = document.getElementById('trouble');

	let lastSeen = Date.now();
	for (const event of ['pointerdown', 'keydown', 'scroll', 'focus']) {
		window.addEventListener(event, () => {
			lastSeen = Date.now();
		}, { passive: true, capture: true });
	}

	const poll = () => {
		if (document.visibilityState === 'visible' && Date.now() - lastSeen < UNATTENDED_MS && window.htmx) {
			window.htmx.trigger(document.body, 'desk:poll');
		}
	};
	setInterval(poll, POLL_MS);
	document.addEventListener('visibilitychange', () => {
		if (document.visibilityState === 'visible') {
			lastSeen = Date.now();
			poll();
		}
	});

	const said = () => document.getElementById('now-seen')?.dataset.announcement;
	let lastSaid = said();
	document.body.addEventListener('htmx:afterSwap', () => {
		const text = said();
		if (text && text !== lastSaid) {
			announcement.textContent = text;
			lastSaid = text;
		}
	});

	const troubled = (text) => {
		trouble.textContent = text;
		trouble.hidden = !text;
	};
	document.body.addEventListener('htmx:afterRequest', (event) => {
		if (event.detail.successful) {
			troubled('');
		}
	});
	document.body.addEventListener('htmx:sendError', () => troubled('Countersign does not answer. What you see may be out of date.'));
	document.body.addEventListener('htmx:responseError', (event) => {
		if (event.detail.xhr.status !== 401) { // Then the answer leads to the login page.
			troubled('That did not work. What you see may be out of date; reload the page.');
		}
	});

	// A field that is being mended is no longer shown as wrong.
	document.addEventListener('input', ({ target }) => {
		if (target.hasAttribute('aria-invalid')) {
			target.removeAttribute('aria-invalid');
			document.getElementById(`${target.id}-problem`)?.remove();
		}
	});

	// Single keys can be switched off: they get in the way of speech input.
	const keysOn = () => {
		try {
			return localStorage.getItem('countersign-keys') !== 'off';
		} catch {
			return true;
		}
	};
	const toggle = document.getElementById('keys-toggle');
	const help = document.getElementById('keys-help');
	const showKeys = () => {
		toggle.hidden = false;
		toggle.setAttribute('aria-pressed', String(keysOn()));
		help.hidden = !keysOn();
	};
	showKeys();
	toggle.addEventListener('click', () => {
		try {
			localStorage.setItem('countersign-keys', keysOn() ? 'off' : 'on');
		} catch {
			// Cannot be kept; stays on.
		}
		showKeys();
	});

	const move = (step) => {
		const links = [...document.querySelectorAll('main .row-link')];
		const here = links.findIndex((link) => link.closest('tr').contains(document.activeElement));
		const next = here < 0 ? links.at(step > 0 ? 0 : -1) : links[here + step];
		next?.focus();
	};
	document.addEventListener('keydown', (event) => {
		const typing = event.target.closest('input, select, textarea, [contenteditable]');
		if (typing || event.ctrlKey || event.metaKey || event.altKey || !keysOn()) {
			return;
		}
		if (event.key === '/') {
			(document.getElementById('filter-q') || document.getElementById('search'))?.focus();
		} else if (event.key === 'j') {
			move(1);
		} else if (event.key === 'k') {
			move(-1);
		} else {
			return;
		}
		event.preventDefault();
	});
})();
