/** Entry of a trial's process: makes one trial and reports it to its parent, which then ends it. */

import type { Variant } from '../variants.js';
import { type TrialOptions, tryVariant } from './trial.js';

process.once('disconnect', () => process.exit());
const { variant, options } = JSON.parse(process.argv[2]!) as { variant: Variant; options: TrialOptions };
process.send?.(await tryVariant(variant, options));
