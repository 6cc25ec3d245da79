// A task about special terms: what is asked against standard, what it costs, who else decides, how it was decided before.
import { badge, due, el, icon } from './dom.js';

const section = (title, aside, ...content) => el('section', { class: 'cs-section' },
	el('h3', {}, title, aside && el('span', { class: 'cs-aside' }, aside)), ...content);

const SIGN = { removed: 'del', added: 'ins', same: 'span' };

const wording = (parts) => el('p', { class: 'cs-wording' }, parts.map((part) => el(SIGN[part.kind], {}, part.text)));

const asked = (term) => {
	if (term.difference.length > 0) {
		return [el('h4', {}, 'Against the standard text'), wording(term.difference)];
	}
	if (term.asked) {
		return [el('h4', {}, 'Wording asked for'), el('p', { class: 'cs-wording' }, term.asked),
			el('p', { class: 'cs-sub' }, 'The standard text is not kept here: compare it with the form.')];
	}
	return [el('h4', {}, 'Wording asked for'), el('p', { class: 'cs-wording' }, term.standard ?? 'The standard text of the clause.')];
};

const consequence = (one) => el('li', {}, badge(one.weight), ' ', el('strong', {}, one.subject), ` ${one.words}`);

const bands = (term) => term.precedents.bands.length > 0 && el('div', { class: 'cs-wide', tabindex: '0', role: 'region', 'aria-label': `Precedents of ${term.code} by segment and value` },
	el('table', {},
		el('thead', {}, el('tr', {}, ['Segment, value', 'Granted', 'With conditions', 'Refused'].map((title) => el('th', { scope: 'col' }, title)))),
		el('tbody', {}, term.precedents.bands.map((band) => el('tr', { class: band.same && 'cs-same-band' },
			el('th', { scope: 'row' }, `${band.segment}, ${band.values}`, band.same && el('span', { class: 'cs-sub' }, 'like this request')),
			[band.granted, band.conditional, band.refused].map((count) => el('td', { class: 'cs-number' }, String(count))))))));

const precedent = (one) => el('li', {}, badge(one.outcome), ' ',
	el('a', { href: one.link, target: '_blank', rel: 'noopener' }, one.reference), ` ${one.customer}, ${one.what}`,
	el('span', { class: 'cs-sub' }, one.words ? `${one.when.day}: ${one.words}` : one.when.day));

const facts = (list) => list.length > 0 && el('dl', { class: 'cs-facts' }, list.map((fact) => el('div', {}, el('dt', {}, fact.label), el('dd', {}, fact.value))));

const head = (term) => el('div', { class: 'cs-term-head' },
	el('code', {}, term.code), el('strong', {}, term.title), badge({ text: term.termClass, tone: 'quiet', icon: 'dot' }),
	term.since && badge(term.since), term.evidence.map(badge));

const whole = (term) => el('article', { class: 'cs-term' }, head(term),
	el('div', { class: 'cs-term-grid' },
		el('div', {}, asked(term),
			term.sinceParts.length > 0 && [el('h4', {}, 'Changed since it was decided or asked before'), wording(term.sinceParts)],
			facts(term.facts), term.pointsBefore && el('p', { class: 'cs-sub' }, `Discount ${term.pointsBefore}`),
			term.justification && [el('h4', {}, 'Why'), el('p', {}, term.justification)]),
		el('div', {}, el('h4', {}, 'What it brings with it'), el('ul', { class: 'cs-plain' }, term.consequences.map(consequence)),
			(term.fallback || term.alternatives.length > 0) && [el('h4', {}, 'To offer instead'), term.fallback && el('p', {}, term.fallback), facts(term.alternatives)],
			el('h4', {}, 'Precedents'), el('p', { class: 'cs-sub' }, term.precedents.summary), bands(term),
			el('ul', { class: 'cs-plain' }, term.precedents.latest.map(precedent)))));

const step = (one) => el('li', { class: `cs-step cs-tone-${one.state.tone}` },
	el('div', { class: 'cs-term-head' }, el('strong', {}, one.office), badge(one.state), one.mine && badge({ text: 'This task', tone: 'moving', icon: 'arrow' })),
	el('p', { class: 'cs-sub' }, `${one.covers}: ${one.because}`),
	one.decided && [el('p', {}, one.decided.reason),
		one.decided.conditions.length > 0 && el('ul', {}, one.decided.conditions.map((condition) => el('li', {}, condition))),
		el('p', { class: 'cs-sub' }, `${one.decided.who}, ${one.decided.when.text}, valid until ${one.decided.until}`),
		one.decided.kept && el('p', { class: 'cs-sub' }, one.decided.kept)]);

const route = (terms) => section('Who decides', null, terms.stages.length > 0
	? el('ol', { class: 'cs-route' }, terms.stages.map((stage) => el('li', {}, el('h4', {}, `Stage ${stage.number}`), el('ul', { class: 'cs-plain' }, stage.steps.map(step)))))
	: el('p', { class: 'cs-sub' }, 'The route is determined when the request has been triaged.'));

const questions = (terms) => terms.questions.length > 0 && section('Questions', null, el('ol', { class: 'cs-timeline' }, terms.questions.map((one) => el('li', {},
	el('p', {}, one.question), el('p', { class: 'cs-sub' }, `${one.who} asked ${one.whom}, ${one.when.text}`),
	one.answer ? el('p', {}, `${one.answer} (${one.answeredBy})`) : el('p', { class: 'cs-sub' }, 'Not answered yet.')))));

const evidence = (terms) => section('Evidence', terms.missing, terms.files.length > 0
	? el('ul', { class: 'cs-plain' }, terms.files.map((file) => el('li', {},
		el('details', {}, el('summary', {}, icon('document'), ` ${file.kind}: ${file.name}, revision ${file.revision}`),
			el('p', {}, el('a', { href: file.link, download: true }, icon('download'), ' PDF')),
			file.pictures.map((address, index) => el('a', { href: address, target: '_blank', rel: 'noopener', class: 'cs-page' },
				el('img', { src: address, loading: 'lazy', width: '595', height: '842', alt: `Page ${index + 1} of ${file.name}` })))))))
	: el('p', { class: 'cs-sub' }, 'No file came with the request.'));

/** Everything about the request, for the tab. */
export const termsSections = (terms) => [
	section('What is asked', terms.valueBefore, terms.terms.map(whole)), route(terms), evidence(terms), questions(terms),
	section('Facts', null, facts(terms.facts)),
];

const inShort = (term) => el('li', {}, head(term),
	term.difference.length > 0 ? wording(term.difference) : term.asked && el('p', { class: 'cs-wording' }, term.asked),
	facts(term.facts), term.justification && el('p', {}, el('strong', {}, 'Why '), term.justification),
	el('ul', { class: 'cs-plain' }, term.consequences.map(consequence)),
	el('p', { class: 'cs-sub' }, term.precedents.summary));

/** What the decision is about, above the form. */
export const termsBrief = (terms, more) => [
	el('p', { class: 'cs-line' },
		el('strong', {}, terms.reference), el('span', {}, terms.customer), el('strong', {}, terms.value), el('span', {}, `revision ${terms.revision}`),
		terms.terms.length > 1 && el('span', {}, `${terms.terms.length} terms`), badge(terms.status), due(terms.due), terms.valueBefore && badge({ text: terms.valueBefore, tone: 'waiting', icon: 'warning' })),
	el('ul', { class: 'cs-brief cs-terms-brief', tabindex: '0', role: 'region', 'aria-label': 'Terms asked for' }, terms.terms.map(inShort)),
	el('p', { class: 'cs-sub' }, terms.waiting ? `Decides now: ${terms.waiting}` : 'The route is determined when the request has been triaged.',
		terms.questions[0]?.answer && `. Last answer: ${terms.questions[0].answer}`),
	...terms.questions.filter((one) => !one.answer).map((one) => el('p', {}, el('strong', {}, `${one.who} asks ${one.whom}: `), one.question)),
	el('div', { class: 'cs-links' }, more, el('a', { href: terms.link, target: '_blank', rel: 'noopener' }, 'Page of the request'),
		terms.agreement && el('a', { href: terms.agreementLink, target: '_blank', rel: 'noopener' }, `Agreement ${terms.agreement}`)),
];
