// Camunda's applications have a login form of their own, which opens nothing here: there is one login for everything.
// Whoever is sent to it (after logging out, or when the session is over) goes to that one login instead.
let leaving = false;

document.addEventListener('click', (event) => {
	leaving = leaving || Boolean(event.target.closest('.logout'));
}, { capture: true });

const toLogin = () => {
	if (location.hash.startsWith('#/login')) {
		location.replace(leaving ? '/login?logout' : '/login?expired');
	}
};

window.addEventListener('hashchange', toLogin);
toLogin();

export const sessionOver = () => location.replace('/login?expired');
