// The sign queue: one confirmation, one request for each signature, and what became of each beside its agreement.
(() => {
	const form = document.getElementById('sign-form');
	if (!form) {
		return;
	}
	const all = document.getElementById('sign-all');
	const selected = document.getElementById('sign-selected');
	const button = document.getElementById('sign-button');
	const progress = document.getElementById('sign-progress');
	const count = document.getElementById('sign-count');
	const boxes = () => [...form.querySelectorAll('.sign-one:not(:disabled)')];
	const chosen = () => boxes().filter((box) => box.checked);
	const amount = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

	const tell = () => {
		const picked = chosen();
		const euro = picked.reduce((sum, box) => sum + Number(box.dataset.euro ?? 0), 0);
		selected.textContent = picked.length === 0 ? 'Select what you sign.' : `${picked.length} selected, worth EUR ${amount.format(euro)}`;
		button.textContent = picked.length === 0 ? 'Sign what is selected' : `Sign ${picked.length}`;
		button.disabled = picked.length === 0;
		all.checked = picked.length > 0 && picked.length === boxes().length;
		all.indeterminate = picked.length > 0 && !all.checked;
		all.disabled = boxes().length === 0;
	};
	all.hidden = false;
	all.addEventListener('change', () => {
		boxes().forEach((box) => {
			box.checked = all.checked;
		});
		tell();
	});
	form.addEventListener('change', tell);

	const outcome = (box, good, text) => {
		const state = box.closest('tr').querySelector('.sign-state');
		const said = document.createElement('span');
		said.className = good ? 'outcome-good' : 'outcome-bad';
		said.textContent = text;
		state.replaceChildren(said);
		box.checked = false;
		box.disabled = true;
	};

	/** Signs one; answers whether the rest may be tried. */
	const sign = async (box) => {
		let answer;
		try {
			answer = await fetch(`/desk/api/tasks/${encodeURIComponent(box.value)}/signature`, {
				method: 'POST',
				credentials: 'same-origin',
				headers: {
					Accept: 'application/json', 'Content-Type': 'application/json', 'X-Requested-With': 'XMLHttpRequest', 'X-CSRF-TOKEN': form.elements._csrf.value,
				},
				body: JSON.stringify({ confirmed: true }),
				redirect: 'manual',
			});
		} catch {
			outcome(box, false, 'Countersign does not answer. Reload the page to see whether it was signed.');
			return { signed: false, goOn: false };
		}
		if (answer.ok) {
			outcome(box, true, '✓ Signed');
			return { signed: true, goOn: true };
		}
		if (answer.status === 401 || answer.type === 'opaqueredirect') {
			location.assign('/login?expired');
			return { signed: false, goOn: false };
		}
		const problem = await answer.json().catch(() => ({}));
		outcome(box, false, problem.detail ?? 'This did not work. Reload the page to see how it stands.');
		if (problem.code === 'login-too-old') {
			location.assign('/login?again=queue');
			return { signed: false, goOn: false };
		}
		return { signed: false, goOn: true };
	};

	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		const picked = chosen();
		const bar = progress.querySelector('progress');
		bar.max = picked.length;
		bar.value = 0;
		progress.hidden = false;
		button.disabled = true;
		boxes().forEach((box) => {
			box.disabled = true;
		});
		let signed = 0;
		let done = 0;
		for (const box of picked) {
			const result = await sign(box);
			done += 1;
			signed += result.signed ? 1 : 0;
			bar.value = done;
			count.textContent = `${done} of ${picked.length} done, ${signed} signed`;
			if (!result.goOn) {
				return;
			}
		}
		count.textContent = `${signed} of ${picked.length} signed${signed < picked.length ? '; the others say why not' : ''}.`;
		form.elements.confirmed.checked = false;
		all.hidden = true;
		button.textContent = 'Sign what is selected';
		selected.textContent = 'Reload the page for what still waits.';
	});

	// x selects the row that is in focus, beside j and k of every list.
	document.addEventListener('keydown', (event) => {
		const row = event.target.closest('tr');
		if (event.key !== 'x' || !row || event.ctrlKey || event.metaKey || event.altKey || document.getElementById('keys-help').hidden) {
			return;
		}
		const box = row.querySelector('.sign-one:not(:disabled)');
		if (box) {
			box.checked = !box.checked;
			tell();
			event.preventDefault();
		}
	});
	tell();
})();
