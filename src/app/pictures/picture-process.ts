/**
 * Entry of a picture process: the picture tools, served to the bot that forked it. What a stranger's file does to a decoder - its
 * memory, its time, its crash - happens here and not to the bot.
 */
import { writeFileSync } from 'node:fs';
import { errorToValue } from '../../domain/errors.js';
import { inspectPicture } from '../../engine/images/decode.js';
import { areaOf } from '../../engine/images/pixels.js';
import { endWithParent, yieldToParent } from '../../lib/child-script.js';
import { pictureTools } from './local-pictures.js';
import { OVER_MEMORY, type ProcessLimits, type ToolAnswer, type ToolCall } from './picture-protocol.js';

/** Between two looks at the memory, ms: a decoder takes about 100 MB in that time. */
const LOOK_MS = 50;

const limits = JSON.parse(process.argv[2]!) as ProcessLimits;
yieldToParent();
beExpendable();
endWithParent();
process.on('message', (call: ToolCall) => void answer(call));

async function answer(call: ToolCall): Promise<void> {
  const watch = setInterval(endOverMemory, LOOK_MS);
  const reply = await run(call).catch(
    (error): ToolAnswer => ({ type: 'failed', error: errorToValue(error) }),
  );
  clearInterval(watch);
  process.send?.(reply, undefined, undefined, () => {});
}

async function run({ tool, args }: ToolCall): Promise<ToolAnswer> {
  if (tool === 'takeIn') {
    const [bytes] = args as ToolCall<'takeIn'>['args'];
    if (areaOf(await inspectPicture(bytes)) > limits.pixels) return { type: 'heavy' };
  }
  const call = pictureTools[tool] as (...args: unknown[]) => Promise<unknown>;
  return { type: 'done', value: await call(...args) };
}

/** Decoders work on threads of their own, so that this loop turns while they do. */
function endOverMemory(): void {
  if (process.memoryUsage.rss() > limits.memory * 2 ** 20) process.exit(OVER_MEMORY);
}

/** Where memory still runs out, Linux ends this process and no other. A system without that file costs only that. */
function beExpendable(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    return;
  }
}
