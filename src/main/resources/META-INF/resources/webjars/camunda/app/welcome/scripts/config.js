// Replaces the file of the same name in Camunda's web application.
export default {
	app: { name: 'Welcome', vendor: 'Countersign' },
	customScripts: ['countersign/plugin'],
	locales: { availableLocales: ['en'], fallbackLocale: 'en' },
	disableWelcomeMessage: true,
};
