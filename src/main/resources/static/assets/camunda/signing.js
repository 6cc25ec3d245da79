// What a person sees who is about to sign: the proof line by line, and the way to log in again where the login is too old.
import { badge, el, icon } from './dom.js';

const TOO_OLD = 'login-too-old';

const tone = (line) => (line.holds ? { text: 'Proved', tone: 'good', icon: 'check' } : { text: 'Stands in the way', tone: 'trouble', icon: 'blocker' });

/** Each question with its answer. */
export const proofLines = (proof) => el('ol', { class: 'cs-proof' }, proof.lines.map((line) => el('li', { class: line.holds ? 'cs-proved' : 'cs-unproved' },
	el('div', { class: 'cs-proof-head' }, el('strong', {}, line.subject), badge(tone(line))),
	line.sentences.map((sentence) => el('p', {}, sentence)))));

const again = (proof) => proof.again && el('p', { class: 'cs-again', role: 'status' }, icon('clock'),
	el('span', {}, 'Your login is too old to sign with. '), el('a', { href: proof.again }, 'Log in again'), el('span', {}, ' and come back to this task.'));

/** Above the form: whether the reader may sign, and if not, why. */
export const proofInBrief = (proof) => {
	const open = proof.lines.filter((line) => !line.holds);
	return el('div', { class: 'cs-proof-brief' },
		again(proof),
		open.length === 0
			? el('p', {}, icon('check'), ` You may sign: all ${proof.lines.length} points are proved.`)
			: el('ul', { class: 'cs-brief' }, open.flatMap((line) => line.sentences).map((sentence) => el('li', {}, icon('blocker'), ` ${sentence}`))));
};

/** Calls back when a completion was refused because the login is too old. */
export const whenLoginIsTooOld = (tell) => {
	const open = XMLHttpRequest.prototype.open;
	XMLHttpRequest.prototype.open = function observed(...request) {
		this.addEventListener('load', () => {
			if (this.status === 403 && this.getResponseHeader('Countersign-Refusal') === TOO_OLD) {
				tell();
			}
		});
		return open.apply(this, request);
	};
};
