/** The command as a whole: its help, what it says to words that it does not know, and what it looks like on a terminal. */
import { execFile } from 'node:child_process';
import { appendFile, copyFile, cp, mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { atelier } from '../support/command-line.js';

const ROOT = resolve(import.meta.dirname, '../..');
const COMMANDS = ['stylize', 'styles', 'sheet', 'paper', 'serve', 'worker', 'jobs', 'models', 'completion'];

it('shows its commands, also when nothing is said', async () => {
  const { code, stdout, stderr } = await atelier([]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const name of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name} .*\\w`, 'm'));
  expect(stdout).not.toMatch(/^ {2}complete /m);
  expect(await atelier(['--help'])).toEqual({ code, stdout, stderr });
});

it.each(COMMANDS)('%s has a help that fits any terminal, with every option in it', async (name) => {
  const { code, stdout } = await atelier([name, '--help'], { columns: 60 });
  expect(code).toBe(0);
  const [text, examples = ''] = stdout.split('Examples:');
  const lines = text!.split('\n').filter((line) => !line.startsWith('Usage:'));
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
  for (const line of examples.trim().split('\n')) expect(line).toMatch(/atelier|^$/);
});

it('has the version of the project', async () => {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(await atelier(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

it.each([
  [
    ['stylise'],
    /^atelier: unknown command 'stylise' \(did you mean stylize\?\); atelier --help says more\n$/,
  ],
  [['jobs', 'lst'], /^atelier jobs: unknown command 'lst' \(did you mean list\?\)/],
  [['sheet', 'a.jpg', '--sise', '64'], /^atelier sheet: unknown option '--sise' \(did you mean --size\?\)/],
  [['sheet', 'a.jpg', '--strengths'], /^atelier sheet: --strengths needs a style; add -s STYLE\n$/],
  [['completion', 'csh'], /^atelier completion: .*'csh' is invalid.*bash, zsh, fish/],
])('says in one line what is wrong with %j', async (argv, words) => {
  expect(await atelier(argv)).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(words) });
});

describe('on a terminal', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-terminal-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** script (util-linux) gives it one; the program's streams are one there. */
  async function onTerminal(command: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
    const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...rest } = process.env;
    const line = `stty cols 100; ${process.execPath} ${join(ROOT, 'dist/bin/atelier.js')} ${command}`;
    const { stdout } = await promisify(execFile)('script', ['-qec', line, '/dev/null'], {
      cwd: folder,
      env: { ...rest, TERM: 'xterm-256color', ...env },
    }).catch((error: { stdout: string }) => error);
    return stdout;
  }

  it('draws a bar for each photo, in the columns that there are', async () => {
    for (const name of ['a.jpg', 'longer.jpg'])
      await copyFile(join(ROOT, 'config/demo.jpg'), join(folder, name));
    const shown = await onTerminal('stylize a.jpg longer.jpg -s mosaic --size 64 --quality draft');
    for (const label of ['a.jpg     ', 'longer.jpg'])
      expect(shown).toMatch(new RegExp(`${label} █+░* 100% \\| 0 s left \\| step \\d+ of \\d+`));
    expect(shown).toMatch(/2 of 2 photos painted in /);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what moves the cursor is taken out.
    const frames = shown.replaceAll(/\x1b\[[0-9;?]*[a-zA-Z]/g, '\n').split(/[\r\n]+/);
    expect(Math.max(...frames.map((frame) => [...frame].length))).toBeLessThanOrEqual(100);
  });

  it('has colours unless NO_COLOR is set', async () => {
    const csi = '\x1b[';
    expect(await onTerminal('stylise')).toContain(`${csi}31matelier:`);
    expect(await onTerminal('--help')).toContain(`${csi}1mUsage:`);
    expect(
      `${await onTerminal('stylise', { NO_COLOR: '1' })}${await onTerminal('--help', { NO_COLOR: '1' })}`,
    ).not.toContain(csi);
  });
});

describe('the command of a clone', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-clone-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is built when it is first called, and again when a source has changed', async () => {
    for (const name of ['atelier.js', 'build.js', 'package.json', 'src'])
      await cp(join(ROOT, name), join(folder, name), { recursive: true });
    for (const name of ['node_modules', 'config']) await symlink(join(ROOT, name), join(folder, name));
    const link = join(folder, 'atelier'); // as npm link makes one in the PATH
    await symlink(join(folder, 'atelier.js'), link);
    const version = async () => (await promisify(execFile)(link, ['--version'], { cwd: tmpdir() })).stdout;
    const built = async () => (await stat(join(folder, 'dist/bin/atelier.js'))).mtimeMs;

    expect(await version()).toMatch(/^\d+\.\d+\.\d+\n$/);
    const first = await built();
    await version();
    expect(await built()).toBe(first);
    await appendFile(join(folder, 'src/cli/program.ts'), '\n');
    await version();
    expect(await built()).toBeGreaterThan(first);
  });
});
