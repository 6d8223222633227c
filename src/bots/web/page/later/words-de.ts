/** Loaded by whoever reads the page in this language. */
export { de as texts } from '../../../../words/de/catalogue.js';
