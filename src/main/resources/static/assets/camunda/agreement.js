import { forget, judgingOf, proofOf, signaturesOf, subject } from './desk-api.js';
import { badge, due, el, icon } from './dom.js';
import { acceptance, judgeWith, notes, noting } from './judging.js';
import { proofInBrief, proofLines, whenLoginIsTooOld } from './signing.js';
import { termsBrief, termsSections } from './terms.js';

export const TAB = 'countersign-agreement';

const WITHOUT = 'There is nothing to show: this task is done, or not for you.';
const FAILED = 'What this task is about cannot be shown at the moment. Select the task again to try once more.';

const section = (title, aside, ...content) => el('section', { class: 'cs-section' },
	el('h3', {}, title, aside && el('span', { class: 'cs-aside' }, aside)), ...content);

const place = (one) => one.where && el('span', { class: 'cs-sub' },
	one.page ? el('a', { href: one.page, target: '_blank', rel: 'noopener' }, one.where) : one.where);

const finding = (one, judge) => el('li', { class: `cs-finding cs-tone-${one.severity.tone}` },
	el('div', { class: 'cs-finding-head' }, badge(one.severity), el('code', {}, one.code), one.judged && badge(one.judged.badge),
		one.repeated && badge({ text: one.repeated, tone: 'waiting', icon: 'late' }), place(one)),
	el('p', {}, one.message),
	el('dl', {},
		one.value && [el('dt', {}, 'Found'), el('dd', {}, one.value)],
		one.expected && [el('dt', {}, 'Expected'), el('dd', {}, one.expected)],
		one.cure && [el('dt', {}, 'Cure'), el('dd', {}, one.cure)],
		one.reasonCode && [el('dt', {}, 'Reason'), el('dd', {}, el('code', {}, one.reasonCode), `, to be mended by ${one.mendedBy}`)],
		one.judged && [el('dt', {}, one.judged.badge.text),
			el('dd', {}, `${one.judged.because}: ${one.judged.words}`, el('span', { class: 'cs-sub' }, `${one.judged.who}, ${one.judged.when.text}`))]),
	one.open && judge && acceptance(one, judge));

const findings = (shown, judge) => section('Findings', shown.findingsSummary,
	shown.review.drawn && el('p', { class: 'cs-drawn' }, icon('info'), ' ', shown.review.drawn),
	shown.findings.length > 0
		? el('ul', { class: 'cs-findings' }, shown.findings.map((one) => finding(one, judge)))
		: el('p', { class: 'cs-sub' }, icon('check'), ' The newest submission has none.'),
	notes(shown, judge),
	judge && noting(judge));

const verdicts = (shown) => shown.review.verdicts.length > 0 && section('Review', null,
	el('ol', { class: 'cs-timeline' }, shown.review.verdicts.map((verdict) => el('li', {},
		el('p', {}, badge(verdict.badge), ` submission ${verdict.submission}`),
		verdict.words && el('p', {}, verdict.words),
		el('p', { class: 'cs-sub' }, `${verdict.who}, ${verdict.when.text} (${verdict.when.relative})`)))));

const compared = (title, name, sign, found) => el('div', { class: `cs-compared-part cs-compared-${name}` },
	el('h4', {}, icon(sign), ` ${title} (${found.length})`),
	found.length === 0
		? el('p', { class: 'cs-sub' }, 'None')
		: el('ul', {}, found.map((one) => el('li', {}, el('code', {}, one.code), ' ', name !== 'solved' && badge(one.severity),
			el(name === 'solved' ? 'del' : 'span', { class: 'cs-compared-what' }, one.message), place(one)))));

const changes = (comparison) => comparison.changes.length > 0 && el('div', { class: 'cs-wide', tabindex: '0', role: 'region', 'aria-label': `What changed in submission ${comparison.number}` },
	el('table', {},
		el('thead', {}, el('tr', {}, ['What changed', 'Before', 'Now'].map((title) => el('th', { scope: 'col' }, title)))),
		el('tbody', {}, comparison.changes.map((change) => el('tr', {},
			el('th', { scope: 'row' }, badge(change.kind), ' ', el('code', {}, change.what)),
			el('td', {}, change.before ? el('del', {}, change.before) : 'nothing'), el('td', {}, change.after ?? 'nothing'))))),
	comparison.more && el('p', { class: 'cs-sub' }, comparison.more));

/** The newest submission beside the one before it; the page of the agreement has the others. */
const comparison = (shown) => shown.comparisons.filter((one) => one.newest).map((one) => section(
	'What became of the findings', `Submission ${one.number} beside submission ${one.before}`,
	el('div', { class: 'cs-compared' },
		compared('Solved', 'solved', 'check', one.solved),
		compared('Remaining', 'remaining', 'clock', one.remaining),
		compared('New', 'new', 'blocker', one.appeared)),
	changes(one)));

const facts = (shown) => section('Facts', null,
	el('div', { class: 'cs-groups' }, shown.facts.map((group) => el('div', {},
		el('h4', {}, group.title),
		el('dl', { class: 'cs-facts' }, group.facts.map((fact) => el('div', {}, el('dt', {}, fact.label), el('dd', {}, fact.value))))))),
	shown.lines.length > 0 && el('div', { class: 'cs-wide', tabindex: '0', role: 'region', 'aria-label': 'Products' }, el('table', {},
		el('thead', {}, el('tr', {}, ['Part number', 'Product', 'Pool', 'Quantity', 'Unit price', 'Use'].map((title) => el('th', { scope: 'col' }, title)))),
		el('tbody', {}, shown.lines.map((line) => el('tr', {},
			el('th', { scope: 'row' }, line.partNumber ?? ''), el('td', {}, line.description ?? ''), el('td', {}, line.pool ?? ''),
			el('td', { class: 'cs-number' }, line.quantity ?? ''), el('td', { class: 'cs-number' }, line.unitPrice ?? ''), el('td', {}, line.usage ?? '')))))));

const picture = (document, address, number) => el('a', { href: address, target: '_blank', rel: 'noopener', class: 'cs-page' },
	el('img', { src: address, loading: 'lazy', width: '595', height: '842', alt: `Page ${number} of ${document.title}, ${document.fileName}` }));

/** A sentence for each digital signature of a document, with the full report behind a link. */
const signatures = (document) => {
	const place = el('div', { class: 'cs-signatures', role: 'status' }, el('p', { class: 'cs-sub' }, 'Checking the signatures …'));
	signaturesOf(document.download).then(({ signatures: found, report }) => place.replaceChildren(...[
		found.length === 0 && el('p', { class: 'cs-sub' }, 'Not signed digitally.'),
		...found.map((one) => el('p', {}, badge(one.verdict), ' ', one.sentence, one.level && el('span', { class: 'cs-sub' }, ` ${one.level}`))),
		report && el('p', {}, el('a', { href: report, download: true }, 'Full validation report (XML)')),
	].filter(Boolean))).catch(() => place.replaceChildren(el('p', { class: 'cs-sub' }, 'The signatures cannot be checked now.')));
	return place;
};

const documents = (shown) => {
	if (shown.documents.length === 0) {
		return section('Documents', null, el('p', { class: 'cs-sub' }, 'There are none.'));
	}
	const viewer = el('div', { class: 'cs-viewer', tabindex: '0', role: 'region', 'aria-label': 'Pages of the document' });
	const buttons = shown.documents.map((document) => {
		const button = el('button', { type: 'button', class: 'cs-document' },
			icon(document.countersigned ? 'seal' : 'document'),
			el('span', {}, el('strong', {}, document.title), ' ',
				document.countersigned && badge({ text: 'Countersigned', tone: 'good', icon: 'check' }),
				el('span', { class: 'cs-sub' }, `${document.fileName}, ${document.pages} ${document.pages === 1 ? 'page' : 'pages'}`)));
		button.addEventListener('click', () => show(document, button));
		return button;
	});
	const show = (document, button) => {
		buttons.forEach((other) => other.setAttribute('aria-pressed', String(other === button)));
		viewer.replaceChildren(...[
			el('p', { class: 'cs-viewer-head' },
				el('strong', {}, document.fileName),
				el('a', { href: document.download, download: true }, icon('download'), ` PDF, ${document.size}`)),
			document.mayBeSigned && signatures(document),
			...document.pictures.map((address, index) => picture(document, address, index + 1)),
		].filter(Boolean));
		viewer.scrollTop = 0;
	};
	show(shown.documents[0], buttons[0]);
	return section('Documents', null, el('div', { class: 'cs-documents' }, el('div', { class: 'cs-document-list' }, buttons), viewer));
};

/** The proof; the document stands beside it. */
const signing = (proof) => section('Before you sign', proof.holds ? 'You may sign' : 'You may not sign', proofLines(proof));

const timeline = (shown) => section('Timeline', null,
	el('ol', { class: 'cs-timeline' }, shown.timeline.map((event) => el('li', {},
		el('p', {}, event.what, saying(event)),
		el('p', { class: 'cs-sub' }, `${event.who}, ${event.when.text} (${event.when.relative})`)))));

const showIn = async (node, taskId, build, current) => {
	try {
		const [shown, judging, proof] = await Promise.all([subject(taskId), judgingOf(taskId), proofOf(taskId)]);
		if (current()) {
			const judge = judging && judgeWith(taskId, judging, () => {
				forget();
				return showIn(node, taskId, build, current);
			});
			node.replaceChildren(...(shown ? build(shown, judge, proof) : [el('p', { class: 'cs-sub' }, WITHOUT)]).flat().filter(Boolean));
		}
	} catch (failure) {
		console.warn('The agreement is not available', failure);
		if (current()) {
			node.replaceChildren(el('p', { class: 'cs-sub', role: 'alert' }, FAILED));
		}
	}
};

/** The tab with everything about the task's agreement, the pages of its documents beside it. */
export const tab = () => {
	let showing = null;
	return {
		id: TAB,
		pluginPoint: 'tasklist.task.detail',
		label: 'Agreement',
		priority: 900,
		render: (node, { taskId }) => {
			const panel = el('div', { class: 'cs-panel', 'aria-live': 'polite' }, el('p', { class: 'cs-sub' }, 'Reading the agreement …'));
			node.replaceChildren(panel);
			showing = panel;
			const draw = () => showIn(panel, taskId,
				({ terms: asked, agreement: shown }, judge, proof) => [asked && termsSections(asked),
					shown && [proof ? el('div', { class: 'cs-beside' }, signing(proof), documents(shown)) : false,
						findings(shown, judge), comparison(shown), verdicts(shown), !proof && documents(shown), facts(shown), timeline(shown)]].flat(),
				() => showing === panel);
			draw();
		},
		unmount: () => {
			showing = null;
		},
	};
};

const SHORT = 4;

/** What is asked beyond the standard forms: the very thing that a decision on special terms is about. */
const terms = (shown) => shown.facts.flatMap((group) => group.facts).filter((fact) => fact.label.startsWith('Amendment '));

/** What somebody said about it, which only the desk reads. */
const saying = (event) => event.facts.filter((fact) => fact.label === 'Words').map((fact) => `: ${fact.value}`).join('');

/** What happened last says why the task is there, for instance what the ROC rejected. */
const latest = (shown) => shown.timeline.slice(-1).map((event) => el('li', { class: 'cs-sub' },
	`Last: ${event.what}${saying(event)} (${event.who}, ${event.when.relative})`));

const moreButton = (text, openTab) => {
	const more = el('button', { type: 'button', class: 'cs-more' }, text);
	more.addEventListener('click', openTab);
	return more;
};

const NAMES = ['Agreement', 'Special terms'];

const tabLink = (tabs) => [...tabs.querySelectorAll('.nav-tabs a')].find((link) => NAMES.includes(link.textContent.trim()));

/** Tasklist knows one label of a tab for all tasks. */
const name = (tabs, text) => {
	const label = tabLink(tabs);
	if (label && label.textContent.trim() !== text) {
		label.textContent = text;
	}
};

const briefOf = (shown, proof, openTab) => (shown.terms
	? termsBrief(shown.terms, moreButton('Route, evidence and precedents', openTab))
	: brief(shown.agreement, proof, openTab));

const brief = (shown, proof, openTab) => {
	const more = moreButton(proof ? 'Proof line by line, documents, facts and timeline' : 'Facts, documents and timeline', openTab);
	return [
		el('p', { class: 'cs-line' },
			el('strong', {}, shown.row.reference), el('span', {}, shown.row.customer), el('strong', {}, shown.row.value),
			el('span', {}, shown.row.kind), el('span', {}, `through ${shown.row.reseller}, submission ${shown.row.submission}`),
			badge(shown.row.status), due(shown.row.due)),
		proof && proofInBrief(proof),
		el('ul', { class: 'cs-brief' },
			shown.findings.slice(0, SHORT).map((one) => el('li', {}, badge(one.severity), ' ', el('code', {}, one.code), ' ', one.judged && [badge(one.judged.badge), ' '], one.message)),
			shown.findings.length > SHORT && el('li', {}, `and ${shown.findings.length - SHORT} more`),
			shown.findings.length === 0 && el('li', {}, icon('check'), ' No findings'),
			shown.review.drawn && el('li', {}, icon('info'), ' ', el('strong', {}, shown.review.drawn)),
			terms(shown).map((term) => el('li', {}, icon('document'), ' ', el('strong', {}, term.label), ' ', term.value)),
			latest(shown)),
		el('div', { class: 'cs-links' }, more, el('a', { href: shown.link, target: '_blank', rel: 'noopener' }, 'Page of the agreement'),
			proof && el('a', { href: proof.paper }, 'Signed by hand or elsewhere')),
	];
};

/**
 * Keeps the heart of the matter in sight above the form, so that the decision is taken with the findings in view. Tasklist
 * has no plugin point there: the band is put in front of the tabs whenever Tasklist draws a task.
 */
export const band = () => {
	let shownFor = null;
	let redraw = () => {};
	const place = () => {
		const tabs = document.querySelector('.task-card > .tabbed-content');
		const taskId = new URLSearchParams(location.hash.split('?')[1]).get('task');
		const present = tabs?.parentElement.querySelector(':scope > .cs-band');
		if (!tabs || !taskId || (present && shownFor === taskId)) {
			return;
		}
		present?.remove();
		shownFor = taskId;
		const node = el('div', { class: 'cs-band', role: 'region', 'aria-label': 'Agreement in brief' });
		tabs.before(node);
		const openTab = () => tabLink(tabs)?.click();
		const draw = () => Promise.all([subject(taskId), proofOf(taskId)]).then(([shown, proof]) => {
			name(tabs, shown?.terms ? 'Special terms' : 'Agreement');
			node.replaceChildren(...(shown ? briefOf(shown, proof, openTab) : []).filter(Boolean));
		}, () => node.remove());
		redraw = draw;
		draw();
	};
	whenLoginIsTooOld(() => redraw());
	new MutationObserver(place).observe(document.body, { childList: true, subtree: true });
	window.addEventListener('hashchange', place);
	place();
};
