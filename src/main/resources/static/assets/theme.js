// Runs before the first paint: the colours that were chosen, else those of the system.
(() => {
	const root = document.documentElement;
	const system = window.matchMedia('(prefers-color-scheme: dark)');
	const chosen = () => {
		try {
			return localStorage.getItem('countersign-theme');
		} catch {
			return null; // Storage may be switched off; the system's colours then.
		}
	};
	const apply = () => {
		root.dataset.bsTheme = chosen() || (system.matches ? 'dark' : 'light');
	};
	apply();
	system.addEventListener('change', apply);

	document.addEventListener('DOMContentLoaded', () => {
		const toggle = document.getElementById('theme-toggle');
		if (!toggle) {
			return;
		}
		const show = () => toggle.setAttribute('aria-pressed', String(root.dataset.bsTheme === 'dark'));
		toggle.hidden = false;
		show();
		system.addEventListener('change', show);
		toggle.addEventListener('click', () => {
			root.dataset.bsTheme = root.dataset.bsTheme === 'dark' ? 'light' : 'dark';
			try {
				localStorage.setItem('countersign-theme', root.dataset.bsTheme);
			} catch {
				// Holds for this page only.
			}
			show();
		});
	});
})();
