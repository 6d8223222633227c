/** `npm run demo`: the command line on the photo and a style that come with the project, into out/. */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../cli/run-command.js';
import { runCli } from '../cli/stylize/command.js';

const photo = fileURLToPath(new URL('../../config/demo.jpg', import.meta.url));
const folder = fileURLToPath(new URL('../../out/', import.meta.url));
const style = 'starry-night';

await mkdir(folder, { recursive: true });
console.log(`photo: ${photo}\nstyle: ${style}`);
await runCommand(() => runCli([photo, '--style', style, '--out', `${folder}demo.png`]));
