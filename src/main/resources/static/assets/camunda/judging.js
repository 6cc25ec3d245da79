// What the holder of a review does beside the form: accepting warnings one by one, noting findings of one's own.
import { change } from './desk-api.js';
import { el, icon } from './dom.js';

let fields = 0;

/** A labelled control. */
const field = (label, control, hint) => {
	const id = `cs-field-${++fields}`;
	control.id = id;
	return el('div', { class: 'cs-field' }, el('label', { for: id }, label), control, hint && el('span', { class: 'cs-sub' }, hint));
};

const choice = (first, options) => el('select', { class: 'form-control', required: true },
	el('option', { value: '' }, first), options.map(({ value, text }) => el('option', { value }, text)));

const words = (attributes = {}) => el('textarea', { class: 'form-control', rows: '2', maxlength: '900', ...attributes });

/** Sends what was entered; a refusal is shown as its sentence where it was entered. */
const form = (title, button, controls, send) => {
	const trouble = el('p', { class: 'cs-trouble', role: 'alert' });
	const submit = el('button', { type: 'submit', class: 'btn btn-primary btn-sm' }, button);
	const element = el('form', { class: 'cs-judge', 'aria-label': title }, controls, el('div', {}, submit), trouble);
	element.addEventListener('submit', async (event) => {
		event.preventDefault();
		trouble.textContent = '';
		submit.disabled = true;
		try {
			await send();
		} catch (refused) {
			trouble.textContent = refused.message;
			submit.disabled = false;
		}
	});
	return element;
};

/** What a reviewer may do, bound to one task and its submission. */
export const judgeWith = (taskId, judging, redraw) => {
	const path = `/desk/api/tasks/${encodeURIComponent(taskId)}`;
	const send = async (method, address, body) => {
		await change(method, address, body && { submission: judging.submission, ...body }, judging);
		await redraw();
	};
	return {
		...judging,
		accept: (body) => send('POST', `${path}/acceptances`, body),
		note: (body) => send('POST', `${path}/findings`, body),
		removeNote: (id) => send('DELETE', `${path}/findings/${id}?submission=${judging.submission}`),
	};
};

/** Accepts one warning, with its own reason. */
export const acceptance = (one, judge) => {
	const reason = choice('Choose why', judge.acceptanceReasons.map(({ code, words: text }) => ({ value: code, text })));
	const why = words({ required: true, minlength: '3' });
	return el('details', { class: 'cs-accept' },
		el('summary', {}, `Accept this warning (${one.code})`),
		form(`Accept ${one.code}`, 'Accept this warning', [field('Reason', reason), field('In your own words', why, 'Kept as evidence. The reseller does not read it.')],
			() => judge.accept({ position: one.position, reason: reason.value, words: why.value })));
};

/** Findings that go to the reseller with the return. */
export const notes = (shown, judge) => shown.review.notes.length > 0 && el('div', {},
	el('h4', {}, 'Your own findings, sent with the return'),
	el('ul', { class: 'cs-findings' }, shown.review.notes.map((note) => {
		const remove = el('button', { type: 'button', class: 'cs-remove', 'aria-label': `Remove: ${note.message}` }, 'Remove');
		remove.addEventListener('click', () => judge.removeNote(note.id).catch((refused) => remove.after(el('span', { class: 'cs-trouble', role: 'alert' }, refused.message))));
		return el('li', { class: 'cs-finding cs-tone-trouble' },
			el('div', { class: 'cs-finding-head' }, el('code', {}, note.reasonCode), note.where && el('span', { class: 'cs-sub' }, note.where)),
			el('p', {}, note.message),
			el('dl', {}, el('dt', {}, 'Cure'), el('dd', {}, note.cure), el('dt', {}, 'Noted by'), el('dd', {}, note.who)),
			judge && remove);
	})));

/** Notes a finding that no rule made. */
export const noting = (judge) => {
	const reason = choice('Choose a return reason', judge.returnReasons.map(({ code, words: text }) => ({ value: code, text: `${code} ${text}` })));
	const message = words({ required: true, minlength: '3' });
	const cure = words();
	const document = choice('None', judge.files.map((file) => ({ value: file, text: file })));
	document.required = false;
	const page = el('input', { class: 'form-control', type: 'number', min: '1', max: '10000' });
	reason.addEventListener('change', () => {
		cure.placeholder = judge.returnReasons.find(({ code }) => code === reason.value)?.cure ?? '';
	});
	return el('details', { class: 'cs-accept cs-noting' },
		el('summary', {}, icon('document'), ' Add a finding of your own'),
		form('A finding of your own', 'Add this finding', [
			field('Return reason', reason), field('What is wrong', message, 'The reseller reads it when you return the package.'),
			field('Cure', cure, 'Left empty, the usual cure of the reason is sent.'), field('Document', document), field('Page', page),
		], () => judge.note({
			reason: reason.value, message: message.value, cure: cure.value, document: document.value || null,
			page: page.value ? Number(page.value) : null,
		})));
};
