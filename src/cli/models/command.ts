/** `atelier models`: the feature networks for the operator. Exit code 2 is for wrong arguments only. */
import { loadConfig } from '../../config/config.js';
import { AtelierError, toAtelierError } from '../../domain/errors.js';
import { NETWORKS, type Network } from '../../engine/networks/networks.js';
import { type CliContext, Exit } from '../run-command.js';
import type { ModelsArguments } from './arguments.js';
import { showDownload } from './download-progress.js';
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
  download: Pick<DownloadOptions, 'retries' | 'firstPauseMs'>;
}

type Run = ModelsSetting & CliContext;

export async function runModels(
  args: ModelsArguments,
  context: CliContext,
  given: Partial<ModelsSetting> = {},
): Promise<void> {
  const modelsDir = given.modelsDir ?? loadConfig().modelsDir;
  const run = { networks: NETWORKS, published: PUBLISHED, download: {}, ...given, modelsDir, ...context };
  try {
    await act(args, run);
  } catch (error) {
    const isFailure =
      error instanceof AtelierError && error.fault === 'user' && error.code !== 'invalid_input';
    throw isFailure ? new Exit(1, error.message) : error;
  }
}

function act(args: ModelsArguments, run: Run): Promise<void> {
  switch (args.name) {
    case 'list':
      return list(run);
    case 'pull':
      return pullNetwork(args.network, run);
    case 'verify':
      return verify(args.network, run);
    case 'import':
      return importNetwork(args, run);
  }
}

async function list({ networks, published, modelsDir, stdout }: Run): Promise<void> {
  for (const network of Object.values(networks)) {
    const stored = await readStored(network, modelsDir).catch(toAtelierError);
    const file = published[network.name];
    if (stored instanceof AtelierError) stdout.write(`${network.name}: ${stored.message}\n`);
    else if (stored) stdout.write(`${storedLine(network.name, stored)}\n`);
    else stdout.write(`${absentLine(network.name, file, file ? await partBytes(file, modelsDir) : 0)}\n`);
  }
}

async function pullNetwork(name: string, run: Run): Promise<void> {
  const { modelsDir, stdout, stderr, signal } = run;
  const { network, file } = wideNetwork(name, run);
  const known = await verifyStored(network, modelsDir).catch(toAtelierError);
  if (!(known instanceof AtelierError)) {
    stdout.write(`${storedLine(name, known)}; there is nothing to do\n`);
    return;
  }
  if (known.code === 'model_corrupt') stderr.write(`${known.message}\n`);
  const progress = showDownload(name, file.bytes, stderr);
  try {
    const stored = await pull(network, file, modelsDir, {
      ...run.download,
      signal,
      onProgress: progress.onProgress,
      onFailure: (url, failure, pauseMs) => progress.say(failureLine(url, failure, file, pauseMs)),
    });
    progress.stop();
    stdout.write(`${storedLine(name, stored)}\n`);
  } finally {
    progress.stop();
  }
}

/** All that are here, or the named one, which then must be. */
async function verify(name: string | undefined, run: Run): Promise<void> {
  const { networks, modelsDir, stdout, warn } = run;
  if (name !== undefined) {
    stdout.write(`${storedLine(name, await verifyStored(knownNetwork(name, run), modelsDir))}: ok\n`);
    return;
  }
  const found = { good: 0, bad: 0 };
  for (const network of Object.values(networks)) {
    const stored = await verifyStored(network, modelsDir).catch(toAtelierError);
    if (!(stored instanceof AtelierError)) {
      stdout.write(`${storedLine(network.name, stored)}: ok\n`);
      found.good++;
    } else if (stored.code !== 'model_missing') {
      warn(stored.message);
      found.bad++;
    }
  }
  if (found.good + found.bad === 0) warn(`no network is in ${modelsDir}`);
  if (found.good === 0 || found.bad > 0) throw new Exit(1);
}

async function importNetwork(args: Extract<ModelsArguments, { name: 'import' }>, run: Run): Promise<void> {
  const { modelsDir, stdout } = run;
  const { network, file } = wideNetwork(args.network, run);
  const isKnown = await isPublished(file, args.file);
  await makeFolder(modelsDir);
  const { preprocessing } = args;
  await importFile(network, args.file, modelsDir, {
    preprocessing,
    ...(isKnown && { source: file.urls[0] }),
  });
  const note = isKnown ? 'its MD5 is the published one' : 'not the published file; its shapes are right';
  stdout.write(`${storedLine(network.name, await verifyStored(network, modelsDir))} (${note})\n`);
}

function knownNetwork(name: string, { networks }: ModelsSetting): Network {
  if (Object.hasOwn(networks, name)) return networks[name];
  const known = Object.keys(networks).join(', ');
  throw new AtelierError('invalid_input', `there is no network ${name}; it must be one of ${known}`);
}

/** One that can be fetched and stored here. */
function wideNetwork(name: string, run: ModelsSetting): { network: Network; file: PublishedFile } {
  const network = knownNetwork(name, run);
  const file = run.published[name];
  if (file) return { network, file };
  const message = `${name} comes with Atelier; check it with: ${COMMAND} verify ${name}`;
  throw new AtelierError('invalid_input', message);
}
