// Builds elements. Texts are only ever set as text: names of customers and files come from outside.
const SVG = 'http://www.w3.org/2000/svg';

export const el = (name, attributes = {}, ...children) => {
	const element = document.createElement(name);
	for (const [key, value] of Object.entries(attributes)) {
		if (value === true) {
			element.setAttribute(key, '');
		} else if (value !== null && value !== undefined && value !== false) {
			element.setAttribute(key, value);
		}
	}
	element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
	return element;
};

export const icon = (name) => {
	const svg = document.createElementNS(SVG, 'svg');
	svg.setAttribute('class', 'cs-icon');
	svg.setAttribute('aria-hidden', 'true');
	const use = document.createElementNS(SVG, 'use');
	use.setAttribute('href', `/assets/icons.svg#${name}`);
	svg.append(use);
	return svg;
};

export const badge = ({ text, tone, icon: sign }) => el('span', { class: `cs-badge cs-tone-${tone}` }, icon(sign), text);

export const due = (when) => when && el('span', { class: `cs-due${when.overdue ? ' cs-over' : (when.urgent ? ' cs-soon' : '')}`, title: when.when.text },
	icon(when.overdue ? 'late' : 'clock'), when.text);
