/** One line of the log for each job that has ended, with its times; at level debug also when it comes and starts. */

import type { JobWatch } from './job-watch.js';
import type { Logger } from './logger.js';

export function logJobs(log: Logger): JobWatch {
  return {
    moved(from, to, job) {
      if (to !== undefined) log.debug({ job, from }, `job ${to}`);
    },
    ended({ job, outcome, waited, ran, painted }) {
      const { id, user, attempts, result, error } = job;
      const { network, quality, size } = job.request.settings;
      const work = { steps: result?.steps, network, quality, size, ...painted };
      // `seconds` is the engine's own time; what `ran` has beyond it went into pictures and the disk.
      const times = { waited, ran, seconds: outcome === 'reused' ? 0 : result?.seconds };
      const fields = { job: id, outcome, user, ...times, ...work, attempts, ...(error && { error }) };
      if (outcome === 'failed') log.warn(fields, 'job failed');
      else log.info(fields, `job ${outcome}`);
    },
  };
}
