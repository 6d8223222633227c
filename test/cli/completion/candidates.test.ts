/** What Tab offers: as the pure question, and in the real shells, where they are installed. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atelier } from '../../support/command-line.js';

const ROOT = resolve(import.meta.dirname, '../../..');

const COMMANDS = ['stylize', 'styles', 'sheet', 'paper', 'serve', 'worker', 'jobs', 'models', 'completion'];

async function offered(...words: string[]) {
  const { stdout } = await atelier(['complete', '--', ...words]);
  const lines = stdout.trimEnd().split('\n');
  return lines.map((line) => line.split('\t')[0]).filter((word) => word !== '');
}

describe('offers', () => {
  it.each([
    ['commands', ['sty'], ['stylize', 'styles']],
    ['commands of a command', ['models', ''], ['list', 'pull', 'verify', 'import']],
    ['options', ['stylize', 'a.jpg', '--st'], ['--style', '--style2', '--strength', '--style-scale']],
    ['choices of an option', ['stylize', '--quality', ''], ['draft', 'standard', 'fine', 'paper']],
    ['choices behind an equals sign', ['stylize', '--quality=d'], ['--quality=draft']],
    ['the same in two words, as bash has it', ['stylize', '--quality', '=', 'd'], ['draft']],
    ['presets and files for a style', ['stylize', '-s', 'mos'], ['mosaic', ':files']],
    ['presets and files for an argument', ['paper', 'cat.jpg', 'starr'], ['starry-night', ':files']],
    ['files for photos', ['stylize', 'a.jpg', 'b'], [':files']],
    ['networks', ['models', 'pull', 'vgg'], ['vgg16', 'vgg19']],
    ['shells', ['completion', ''], ['bash', 'zsh', 'fish']],
    ['nothing where a number is due', ['stylize', '--size', ''], []],
    ['nothing of a command that there is not', ['paint', ''], COMMANDS],
  ])('%s', async (_, words, expected) => {
    expect(await offered(...words)).toEqual(expected);
  });
});

/** With CI=true, which installs all of them, one that is missing is a failure. */
function isInstalled(shell: string): boolean {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    if (process.env.CI === 'true') throw error;
    return false;
  }
}

/** Each started so that nothing of this machine's settings is read. */
const SHELLS = [
  { shell: 'bash', start: 'bash --norc --noprofile -i', load: 'source <(atelier completion bash)' },
  {
    shell: 'zsh',
    start: 'zsh -f -i',
    load: 'autoload -U compinit; compinit -u -D; source <(atelier completion zsh)',
  },
  { shell: 'fish', start: 'fish --no-config -i', load: 'atelier completion fish | source' },
];

describe.each(SHELLS)('in $shell', ({ shell, start, load }) => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-completion-'));
    await symlink(join(ROOT, 'atelier.js'), join(folder, 'atelier'));
    await writeFile(join(folder, 'my photo.jpg'), '');
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** The line after the Tab key, typed into the shell on a terminal: it is not run, but printed. */
  async function completed(typed: string): Promise<string> {
    const child = spawn('script', ['-qec', start, '/dev/null'], {
      cwd: folder,
      env: { PATH: `${folder}:${process.env.PATH}`, HOME: folder, TERM: 'dumb' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const shown = text(child.stdout);
    // To the begin of the line and to its end: Ctrl-A, Ctrl-E.
    child.stdin.write(`${load}\n${typed}\t\x01echo "LINE:\x05:END"\nexit\n`);
    const [, line] = /^LINE:(.*?) *:END/m.exec((await shown).replaceAll('\r', '')) ?? [];
    return line ?? (await shown);
  }

  it.runIf(isInstalled(shell)).each([
    ['a command', 'atelier styli', 'atelier stylize'],
    ['an option', 'atelier stylize a.jpg --keep', 'atelier stylize a.jpg --keep-colours'],
    ['a preset', 'atelier stylize a.jpg -s starry', 'atelier stylize a.jpg -s starry-night'],
    ['a file', 'atelier stylize my', 'atelier stylize my\\ photo.jpg'],
  ])('completes %s', async (_, typed, line) => {
    expect(await completed(typed)).toBe(line.replaceAll('\\\\', '\\'));
  });
});
