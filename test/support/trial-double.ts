/** A trial's process that misbehaves as the variant's name says: the real one is `src/engine/runtimes/selection/trial-entry.ts`. */
const { variant } = JSON.parse(process.argv[2]!) as { variant: { runtime: string } };

switch (variant.runtime) {
  case 'onnx-cuda':
    process.stderr.write('a driver says farewell at length\n'.repeat(10_000));
    process.kill(process.pid, 'SIGSEGV');
    break;
  case 'tfjs':
    process.exit(3);
    break;
  default:
    setInterval(() => {}, 1000); // never answers
}
