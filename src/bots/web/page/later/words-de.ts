/** Loaded where the page is in this language. */
export { de as texts } from '../../../../words/de/catalogue.js';
