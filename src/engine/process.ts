/** Entry of an engine process: the in-process engine, served to the parent that forked it. */
import { serveEngine } from './serve.js';
import { createStylizer } from './stylize.js';

serveEngine(createStylizer);
