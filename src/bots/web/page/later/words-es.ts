/** Loaded by whoever reads the page in this language. */
export { es as texts } from '../../../../words/es/catalogue.js';
