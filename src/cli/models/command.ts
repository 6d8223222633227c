/**
 * `npm run models`: the feature networks for the operator. Exit code 0; 2 for wrong arguments; 128 + the
 * signal's number; 1 for the rest.
 */

import { loadConfig } from '../../config/config.js';
import { AtelierError, toAtelierError } from '../../domain/errors.js';
import { NETWORKS, type Network } from '../../engine/networks/networks.js';
import { listenForSignals } from '../run-command.js';
import { type ModelsCommand, parseArguments, USAGE } from './arguments.js';
import { showProgress, type Terminal } from './download-progress.js';
import type { DownloadOptions } from './file-download.js';
import { importFile } from './import.js';
import { makeFolder } from './models-folder.js';
import { isPublished, PUBLISHED, type PublishedFile, type PublishedFiles } from './published.js';
import { pull } from './pull.js';
import { absentLine, COMMAND, failureLine, storedLine } from './report-lines.js';
import { partBytes, readStored, verifyStored } from './stored-networks.js';

/** What tests put in its place. */
export interface ModelsSetting {
  networks: Readonly<Record<string, Network>>;
  published: PublishedFiles;
  modelsDir: string;
  stdout: Terminal;
  stderr: Terminal;
  download: Pick<DownloadOptions, 'retries' | 'firstPauseMs'>;
}

export async function runModels(
  argv: readonly string[],
  given: Partial<ModelsSetting> = {},
): Promise<number> {
  const { stdout = process.stdout, stderr = process.stderr } = given;
  const interruption = listenForSignals();
  try {
    const command = parseArguments(argv);
    const modelsDir = given.modelsDir ?? loadConfig().modelsDir;
    const usual = { networks: NETWORKS, published: PUBLISHED, download: {} };
    return await run(command, { ...usual, ...given, stdout, stderr, modelsDir }, interruption.signal);
  } catch (thrown) {
    const error = toAtelierError(thrown);
    stderr.write(`models: ${error.message}\n`);
    if (error.code === 'internal') stderr.write(`${(error.cause as Error).stack}\n`);
    return interruption.exitCode ?? (error.code === 'invalid_input' ? 2 : 1);
  } finally {
    interruption.ignore();
  }
}

async function run(command: ModelsCommand, setting: ModelsSetting, signal: AbortSignal): Promise<number> {
  switch (command.name) {
    case 'help':
      setting.stdout.write(`${USAGE}\n`);
      return 0;
    case 'list':
      return list(setting);
    case 'pull':
      return pullNetwork(command.network, setting, signal);
    case 'verify':
      return verify(command.network, setting);
    case 'import':
      return importNetwork(command, setting);
  }
}

async function list({ networks, published, modelsDir, stdout }: ModelsSetting): Promise<number> {
  for (const network of Object.values(networks)) {
    const stored = await readStored(network, modelsDir).catch(toAtelierError);
    const file = published[network.name];
    if (stored instanceof AtelierError) stdout.write(`${network.name}: ${stored.message}\n`);
    else if (stored) stdout.write(`${storedLine(network.name, stored)}\n`);
    else stdout.write(`${absentLine(network.name, file, file ? await partBytes(file, modelsDir) : 0)}\n`);
  }
  return 0;
}

async function pullNetwork(name: string, setting: ModelsSetting, signal: AbortSignal): Promise<number> {
  const { modelsDir, stdout, stderr } = setting;
  const { network, file } = wideNetwork(name, setting);
  const known = await verifyStored(network, modelsDir).catch(toAtelierError);
  if (!(known instanceof AtelierError)) {
    stdout.write(`${storedLine(name, known)}; there is nothing to do\n`);
    return 0;
  }
  if (known.code === 'model_corrupt') stderr.write(`${known.message}\n`);
  const progress = showProgress(name, file.bytes, stderr);
  try {
    const stored = await pull(network, file, modelsDir, {
      ...setting.download,
      signal,
      onProgress: progress.onProgress,
      onFailure: (url, failure, pauseMs) => progress.say(failureLine(url, failure, file, pauseMs)),
    });
    progress.stop();
    stdout.write(`${storedLine(name, stored)}\n`);
    return 0;
  } finally {
    progress.stop();
  }
}

/** All that are here, or the named one, which then must be. */
async function verify(name: string | undefined, setting: ModelsSetting): Promise<number> {
  const { networks, modelsDir, stdout, stderr } = setting;
  if (name !== undefined) {
    stdout.write(`${storedLine(name, await verifyStored(knownNetwork(name, setting), modelsDir))}: ok\n`);
    return 0;
  }
  const found = { good: 0, bad: 0 };
  for (const network of Object.values(networks)) {
    const stored = await verifyStored(network, modelsDir).catch(toAtelierError);
    if (!(stored instanceof AtelierError)) {
      stdout.write(`${storedLine(network.name, stored)}: ok\n`);
      found.good++;
    } else if (stored.code !== 'model_missing') {
      stderr.write(`models: ${stored.message}\n`);
      found.bad++;
    }
  }
  if (found.good + found.bad === 0) stderr.write(`models: no network is in ${modelsDir}\n`);
  return found.good > 0 && found.bad === 0 ? 0 : 1;
}

async function importNetwork(
  command: Extract<ModelsCommand, { name: 'import' }>,
  setting: ModelsSetting,
): Promise<number> {
  const { modelsDir, stdout } = setting;
  const { network, file } = wideNetwork(command.network, setting);
  const isKnown = await isPublished(file, command.file);
  await makeFolder(modelsDir);
  const { preprocessing } = command;
  await importFile(network, command.file, modelsDir, {
    preprocessing,
    ...(isKnown && { source: file.urls[0] }),
  });
  const note = isKnown ? 'its MD5 is the published one' : 'not the published file; its shapes are right';
  stdout.write(`${storedLine(network.name, await verifyStored(network, modelsDir))} (${note})\n`);
  return 0;
}

function knownNetwork(name: string, { networks }: ModelsSetting): Network {
  if (Object.hasOwn(networks, name)) return networks[name];
  const known = Object.keys(networks).join(', ');
  throw new AtelierError('invalid_input', `there is no network ${name}; it must be one of ${known}`);
}

/** One that can be fetched and stored here. */
function wideNetwork(name: string, setting: ModelsSetting): { network: Network; file: PublishedFile } {
  const network = knownNetwork(name, setting);
  const file = setting.published[name];
  if (file) return { network, file };
  const message = `${name} comes with Atelier; check it with: ${COMMAND} verify ${name}`;
  throw new AtelierError('invalid_input', message);
}
