/** A program with a defect: a promise that nobody handles is rejected, or something is thrown where nobody catches it. */
import { endOnDefect } from '../../src/app/exit.js';

endOnDefect(
  (error) => console.error(`logged: ${(error as Error).message}`),
  async () => console.error('closed'),
);
setInterval(() => {}, 1000);
setTimeout(() => {
  if (process.argv[2] === 'thrown') throw new Error('a defect');
  // biome-ignore lint/nursery/noFloatingPromises: the defect that is looked at
  Promise.reject(new Error('a defect'));
});
