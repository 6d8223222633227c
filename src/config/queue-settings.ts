/** Settings of queue and storage: folders, limits, Redis, S3. */
import { flag, integer, text } from '../domain/field.js';
import { LIMITS } from '../queue/scheduling/limits.js';
import { MAX_PATH, MAX_URL } from './lengths.js';

export const QUEUE_SETTINGS = {
  dataDir: text({
    meaning: 'folder that pictures and jobs are kept in; a relative path starts at the project',
    max: MAX_PATH,
    default: 'data',
  }),
  ...LIMITS,
  reuseResults: flag({
    meaning: 'the same photo, style and options again lead to the stored picture at once',
    default: true,
  }),
  retentionDays: integer({
    meaning: 'how long pictures and jobs are kept after their end',
    unit: 'days',
    min: 1,
    max: 3650,
    default: 30,
  }),
  redisUrl: text({
    meaning:
      'Redis server (redis://host:port) that many machines share jobs through; empty: one machine, no server',
    max: MAX_URL,
    default: '',
  }),
  workerLease: integer({
    meaning: 'time without a sign of life after which the jobs of a worker go to others (with Redis)',
    unit: 's',
    min: 1,
    max: 3600,
    default: 15,
  }),
  s3Endpoint: text({
    meaning: 'S3-compatible store that keeps the pictures (with Redis); empty: Redis keeps them',
    max: MAX_URL,
    default: '',
  }),
  s3Bucket: text({
    meaning: 'bucket of the picture store',
    max: 63, // AWS's rules for bucket names
    default: 'atelier',
  }),
  s3Region: text({
    meaning: 'region of the picture store',
    max: 63,
    default: 'us-east-1',
  }),
  s3AccessKeyId: text({
    meaning: 'access key of the picture store',
    max: 128, // AWS's limit
    default: '',
  }),
  s3SecretAccessKey: text({
    meaning: 'secret key of the picture store',
    max: 128,
    default: '',
  }),
} as const;
