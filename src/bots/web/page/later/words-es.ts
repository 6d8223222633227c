/** Loaded where the page is in this language. */
export { es as texts } from '../../../../words/es/catalogue.js';
