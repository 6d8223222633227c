/** Loaded by whoever reads the page in this language. */
export { ja as texts } from '../../../../words/ja/catalogue.js';
