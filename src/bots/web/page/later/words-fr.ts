/** Loaded where the page is in this language. */
export { fr as texts } from '../../../../words/fr/catalogue.js';
