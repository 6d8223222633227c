/**
 * A contact sheet: the photo painted small in several ways, cell by cell, in one picture. Each cell is a whole run of its own, at a
 * size where it takes a second; what the photo gives to all of them - its decoded pixels, shrunk once - is what costs most of the rest.
 */
import type { EngineEvent, EngineResult } from '../../domain/event.js';
import { leastLongerSide } from '../../domain/picture-limits.js';
import type { EngineTask, RunOptions } from '../engine.js';
import { type DrawnCaption, drawCaption } from '../images/caption.js';
import { type DecodedPicture, decodePicture, inspectPicture, OWN_LIMITS } from '../images/decode.js';
import { encodePicture, PREVIEW_QUALITY } from '../images/encode.js';
import { evidenceOf } from '../images/evidence.js';
import { fitSize, type Size } from '../images/pixels.js';
import { atSize } from '../images/scale.js';
import { SheetBoard } from '../images/sheet-board.js';
import type { Network } from '../networks/networks.js';
import { readState, writeState } from './checkpoint.js';
import { stepsOf } from './parts.js';
import { seriesEvents } from './series.js';
import { presetsOf } from './source-images.js';

export type SheetTask = EngineTask & Required<Pick<EngineTask, 'sheet'>>;

/** Runs one task without a sheet. */
export type PaintCell = (task: EngineTask, options: RunOptions) => Promise<EngineResult>;

/**
 * Paints the cells in their order; a preview shows each as soon as it is there, and a checkpoint keeps those that are done. Rejects as
 * a run does.
 */
export async function paintSheet(
  task: SheetTask,
  paint: PaintCell,
  network: Network,
  { signal, onEvent }: RunOptions,
): Promise<EngineResult> {
  const { sheet } = task;
  const began = performance.now();
  const { photo, content } = await smallPhoto(task);
  const captions = await drawCaptions(sheet, photo.width);
  const board = new SheetBoard(sheet.length, photo, captions);
  const cells = sheet.map((cell) => cellTask(task, content, cell));
  const steps = cells.map((cell) => stepsOf(cell, photo, network));
  const finished: Uint8Array[] = resumed(task);
  for (const [index, cell] of finished.entries()) board.set(index, await decodeCell(cell, photo));
  const begunWith = finished.length;
  const series = seriesEvents({
    steps,
    begunWith,
    began,
    size: { width: board.width, height: board.height },
  });
  let last: EngineResult | undefined;

  for (const [index, cell] of cells.entries()) {
    if (index < begunWith) continue;
    const result = await paint(cell, {
      ...(signal && { signal }),
      onEvent: (event) => report(event, index),
    });
    last = result;
    finished.push(result.picture.bytes);
    board.set(index, await decodeCell(result.picture.bytes, photo));
    const step = series.stepsBefore(index + 1);
    onEvent?.({ type: 'preview', step, picture: await preview() });
    series.previewed();
    const state = writeState<SheetState>({ version: 'sheet 1', cells: sheet.length, finished });
    onEvent?.({ type: 'checkpoint', step, state });
  }

  const evidence = evidenceOf({ network: network.name, presets: cells.flatMap(presetsOf) });
  const format = task.format === 'jpeg' ? 'jpeg' : 'png';
  const picture = await encodePicture(board, { format, evidence });
  return series.result(picture, last);

  function preview() {
    return encodePicture(board, { format: 'webp', quality: PREVIEW_QUALITY });
  }

  /** The events of a cell as those of the sheet. Its own previews and checkpoints are not passed on. */
  function report(event: EngineEvent, index: number): void {
    if (event.type !== 'started' && event.type !== 'step') return;
    const reported = series.of(event, index);
    if (reported) onEvent?.(reported);
  }
}

/** The photo at the size of a cell, and as a file to paint from: not smaller than any photo may be. */
async function smallPhoto({
  content,
  settings,
}: SheetTask): Promise<{ photo: DecodedPicture; content: Uint8Array }> {
  const { width, height } = await inspectPicture(content);
  const longestSide = Math.max(settings.size, leastLongerSide({ width, height }));
  const decoded = await decodePicture(content, { longestSide });
  const { bytes } = await encodePicture(decoded, { format: 'png' });
  return { photo: await atSize(decoded, fitSize(width, height, settings.size)), content: bytes };
}

/** Undefined where a cell has none. */
async function drawCaptions(sheet: SheetTask['sheet'], width: number): Promise<DrawnCaption[] | undefined> {
  const captions = sheet.flatMap(({ caption }) => caption ?? []);
  return captions.length === sheet.length
    ? Promise.all(captions.map((caption) => drawCaption(caption, width)))
    : undefined;
}

/** A painted cell, at exactly this size. */
async function decodeCell(bytes: Uint8Array, size: Size): Promise<DecodedPicture> {
  return atSize(await decodePicture(bytes, { limits: OWN_LIMITS }), size);
}

function cellTask(
  { sheet: _, checkpoint: __, styles: ___, settings, ...task }: SheetTask,
  content: Uint8Array,
  cell: SheetTask['sheet'][number],
): EngineTask {
  const { size, quality } = settings;
  return {
    ...task,
    content,
    styles: cell.styles,
    settings: { ...settings, ...cell.settings, size, quality },
    format: 'png',
  };
}

interface SheetState {
  version: 'sheet 1';
  cells: number;
  /** The cells that are done, as PNG. */
  finished: Uint8Array[];
}

/** The cells of an earlier run of this very sheet; none where the bytes are something else. */
function resumed({ checkpoint, sheet }: SheetTask): Uint8Array[] {
  const state = readState<SheetState>(checkpoint, 'sheet 1');
  return state?.cells === sheet.length ? state.finished : [];
}
