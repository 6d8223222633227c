/** Loaded by whoever reads the page in this language. */
export { fr as texts } from '../../../../words/fr/catalogue.js';
