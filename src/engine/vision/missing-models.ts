/** What does not work because the file of a model is not there: for the operator, before anybody asks for it. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { VISION_FOLDER } from './vision-model.js';

const WITHOUT = {
  'subject.onnx': 'the subject of a photo cannot be found (where=subject, where=background)',
  'faces.onnx': 'small faces are painted like the rest, also with faces=keep',
  'safety.onnx': 'where screening is on, no picture passes',
};

/** A line for each file that cannot be read. */
export async function missingModels(folder: URL = VISION_FOLDER): Promise<string[]> {
  const lines = Object.entries(WITHOUT).map(async ([file, consequence]) => {
    const isThere = await access(new URL(file, folder), constants.R_OK).then(
      () => true,
      () => false,
    );
    return isThere
      ? []
      : [`config/vision/${file} cannot be read: ${consequence}; copy it from a fresh checkout`];
  });
  return (await Promise.all(lines)).flat();
}
