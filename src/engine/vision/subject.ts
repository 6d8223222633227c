/**
 * Where a photo's subject is: U-2-Net, small version (Qin, Zhang, Huang, Dehghan, Zaiane & Jagersand 2020, "U2-Net: Going deeper with
 * nested U-structure for salient object detection"). It was trained to tell what catches the eye, of whatever kind.
 */
import type { DecodedPicture } from '../images/decode.js';
import type { Size } from '../images/pixels.js';
import { toPlanes } from '../images/scale.js';
import { IMAGENET_INPUT } from '../networks/networks.js';
import { lookAtPlanes, type VisionModel, type VisionOptions } from './vision-model.js';

/** 0 background .. 1 subject, [height, width]. */
export interface SoftMask extends Size {
  data: Float32Array;
}

const SUBJECT = {
  file: 'subject.onnx',
  sha256: '309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8',
  input: 'input.1',
  size: { width: 320, height: 320 },
  layout: 'NCHW',
  mean: IMAGENET_INPUT.mean,
  deviation: IMAGENET_INPUT.std,
} as const satisfies VisionModel;

/** The mask that is made from all scales; the model's other outputs are those of single scales. */
const FUSED = '1959';

/**
 * The subject of a photo, as a mask of the model's own size over the whole photo. Its values are the network's as they are: the authors
 * stretch each mask from 0 to 1, which finds a subject even where there is none.
 */
export async function findSubject(picture: DecodedPicture, options: VisionOptions = {}): Promise<SoftMask> {
  const { width, height } = SUBJECT.size;
  const planes = await toPlanes(picture, width, height);
  // As the authors' test does: the brightest value becomes 1.
  const most = planes.reduce((a, b) => Math.max(a, b), 1 / 255);
  const outputs = await lookAtPlanes(
    SUBJECT,
    planes.map((value) => value / most),
    options,
  );
  return { width, height, data: Float32Array.from(outputs[FUSED]) };
}
