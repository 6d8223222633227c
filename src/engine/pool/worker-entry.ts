/** Entry of an engine process: the in-process engine, served to the parent that forked it. */

import { createStylizer } from '../pipeline/stylizer.js';
import { serveEngine } from './worker-server.js';

serveEngine(createStylizer);
