/** Loaded where the page is in this language. */
export { ja as texts } from '../../../../words/ja/catalogue.js';
