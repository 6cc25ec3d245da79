import { sessionOver } from './session.js';

/** Asks the desk. Answers null where there is no such thing for this person. */
export const ask = async (path) => {
	const answer = await fetch(path, {
		credentials: 'same-origin',
		headers: { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest' },
		redirect: 'manual',
	});
	if (answer.status === 404 || answer.status === 204) {
		return null;
	}
	if (answer.status === 401 || answer.type === 'opaqueredirect') {
		sessionOver();
		return null;
	}
	if (!answer.ok) {
		throw new Error(`The desk answered ${answer.status}`);
	}
	return answer.json();
};

/**
 * Changes something at the desk.
 * @throws Error with the desk's own sentence if it refuses
 */
export const change = async (method, path, body, { csrfHeader, csrfToken }) => {
	const answer = await fetch(path, {
		method,
		credentials: 'same-origin',
		headers: {
			Accept: 'application/json', 'Content-Type': 'application/json', 'X-Requested-With': 'XMLHttpRequest', [csrfHeader]: csrfToken,
		},
		body: body && JSON.stringify(body),
		redirect: 'manual',
	});
	if (answer.status === 401 || answer.type === 'opaqueredirect') {
		sessionOver();
		throw new Error('You are logged out.');
	}
	if (!answer.ok) {
		const problem = await answer.json().catch(() => ({}));
		throw new Error(problem.detail ?? 'This did not work. Select the task again to try once more.');
	}
};

/** What became of the digital signatures of a document, by the address it is downloaded from. */
export const signaturesOf = (download) => ask(`${download.replace('/desk/documents/', '/desk/api/documents/')}/signatures`);

/** What the holder of a review chooses from; null for everybody else. */
export const judgingOf = (taskId) => ask(`/desk/api/tasks/${encodeURIComponent(taskId)}/judging`);

/** What has to be proved before a task to sign is signed; null for every other task. */
export const proofOf = (taskId) => ask(`/desk/api/tasks/${encodeURIComponent(taskId)}/proof`);

const COLLECT_MS = 30;
const MOST = 50;
let wanted = new Map();
let timer = null;

const askForCards = async () => {
	const asked = wanted;
	wanted = new Map();
	timer = null;
	const ids = [...asked.keys()];
	for (let from = 0; from < ids.length; from += MOST) {
		const part = ids.slice(from, from + MOST);
		const found = new Map();
		try {
			const answer = await ask('/desk/api/cards?' + new URLSearchParams(part.map((id) => ['task', id])));
			answer?.cards.forEach((card) => found.set(card.taskId, card));
		} catch (failure) {
			console.warn('Cards are not available', failure);
		}
		part.forEach((id) => asked.get(id).forEach((resolve) => resolve(found.get(id) ?? null)));
	}
};

/** A task's card. Cards that are asked for at the same moment come in one answer. */
export const card = (taskId) => new Promise((resolve) => {
	wanted.set(taskId, [...(wanted.get(taskId) ?? []), resolve]);
	timer ??= setTimeout(askForCards, COLLECT_MS);
});

const KEEP_MS = 5_000;
const subjects = new Map();

const askForSubject = async (taskId) => {
	const address = `/desk/api/tasks/${encodeURIComponent(taskId)}`;
	const known = await card(taskId);
	if (known?.kind === 'SPECIAL_TERMS') {
		return ask(`${address}/terms`);
	}
	const agreement = known && await ask(`${address}/agreement`);
	return agreement && { terms: null, agreement };
};

/**
 * What a task is decided on, asked for once however many parts of the page show it: special terms, an agreement, or
 * special terms with their agreement. Answers null where there is nothing for this person.
 */
export const subject = (taskId) => {
	const known = subjects.get(taskId);
	if (known && Date.now() - known.at < KEEP_MS) {
		return known.answer;
	}
	const answer = askForSubject(taskId);
	subjects.clear();
	subjects.set(taskId, { at: Date.now(), answer });
	answer.catch(() => subjects.delete(taskId));
	return answer;
};

/** Makes the next look ask again, because something was changed. */
export const forget = () => subjects.clear();
