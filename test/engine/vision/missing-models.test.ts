/** What happens where the file of a model is missing or damaged. */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../src/domain/field.js';
import { SETTINGS } from '../../../src/domain/request.js';
import { decodePicture } from '../../../src/engine/images/decode.js';
import { loadInputs } from '../../../src/engine/pipeline/source-images.js';
import { missingModels } from '../../../src/engine/vision/missing-models.js';
import { subjectOf } from '../../../src/engine/vision/region.js';
import { said } from '../../../src/words/said.js';
import { quadrantPicture } from '../../support/pictures.js';

let path: string;
let folder: URL;

/** A folder without faces.onnx, and with a subject.onnx that is cut. */
beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'atelier-vision-'));
  folder = pathToFileURL(`${path}/`);
  await copyFile('config/vision/safety.onnx', join(path, 'safety.onnx'));
  await writeFile(join(path, 'subject.onnx'), 'ONNX');
});
afterAll(() => rm(path, { recursive: true }));

describe('the models that look', () => {
  it('are all here; of one that is not, the operator is told what does not work', async () => {
    expect(await missingModels()).toEqual([]);
    expect(await missingModels(folder)).toEqual([
      'config/vision/faces.onnx cannot be read: small faces are painted like the rest, also with faces=keep; copy it from a fresh checkout',
    ]);
  });

  it('are read where they are asked for only; faces are painted where theirs is not there, and people are told', async () => {
    const content = await quadrantPicture().png().toBuffer();
    const lines: string[] = [];
    const load = (faces: 'keep' | 'paint') =>
      loadInputs(
        { content, styles: [{ picture: content, weight: 1 }], settings: { ...defaultsOf(SETTINGS), faces } },
        { folder, onLog: (line) => lines.push(line) },
      );
    const unasked = await load('paint');
    expect([unasked.faces, unasked.note, lines]).toEqual([[], undefined, []]);
    const inputs = await load('keep');
    expect(inputs).toMatchObject({ faces: [], note: said('refusals.note.faces') });
    expect(lines).toEqual([
      expect.stringMatching(/^faces are not looked for: .*vision\/faces\.onnx is missing/),
    ]);
  });

  it('are needed where a part is to be painted, and a damaged one is not run', async () => {
    const content = await quadrantPicture().png().toBuffer();
    const photo = await decodePicture(content);
    await expect(subjectOf(content, photo, { folder })).rejects.toMatchObject({
      code: 'model_corrupt',
      said: said('refusals.visionDamaged', { file: 'subject.onnx' }),
    });
  });
});
