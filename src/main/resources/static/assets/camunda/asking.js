import { ask } from './desk-api.js';
import { el } from './dom.js';

/** The way to the form for a request for special terms, in the header, for those who may ask. */
export const asking = () => ({
	id: 'countersign-asking',
	pluginPoint: 'tasklist.navbar.action',
	priority: 250,
	render: (node) => {
		ask('/desk/api/special-terms/new').then((link) => {
			if (link) {
				node.replaceChildren(el('a', { href: link.address }, link.text));
			}
		});
	},
	unmount: () => {},
});
