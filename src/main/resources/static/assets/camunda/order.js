// Tasklist orders its list by creation date until a person chooses another order, whatever order the filter asks for.
// The desk works by value at risk: the first order is by priority.
const PRIORITY = JSON.stringify([{ sortBy: 'priority', sortOrder: 'desc' }]);

const choose = () => {
	const [path, query] = location.hash.split('?');
	const parameters = new URLSearchParams(query);
	if (path === '#/' && !parameters.has('sorting')) {
		parameters.set('sorting', PRIORITY);
		location.replace(`${path}?${parameters}`);
	}
};

export const byPriority = () => {
	window.addEventListener('hashchange', choose);
	choose();
};
