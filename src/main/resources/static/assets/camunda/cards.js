import { card } from './desk-api.js';
import { due, el } from './dom.js';

/** What a card in the list of tasks says about the agreement. */
export const cards = () => ({
	id: 'countersign-card',
	pluginPoint: 'tasklist.card',
	priority: 900,
	render: (node, { taskId }) => {
		card(taskId).then((shown) => {
			if (shown) {
				node.replaceChildren(el('div', { class: 'cs-card' },
					el('div', { class: 'cs-card-line' }, el('strong', {}, shown.reference), el('span', { class: 'cs-card-value' }, shown.value)),
					el('div', { class: 'cs-card-line' }, el('span', { class: 'cs-card-customer' }, shown.customer), due(shown.due))));
			}
		});
	},
	unmount: () => {},
});
