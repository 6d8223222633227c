/** Looks at what a run paints before anybody else does, where its task asks for that. A look that fails lets nothing pass. */
import { assertSafe, findingIn, type Screening, screeningFailed } from '../../domain/screening.js';
import type { Planes } from '../runtimes/runtime.js';
import { rateSafety } from '../vision/safety.js';

/** Whether a preview may be shown: one that may not is left out, and the run continues, for its end may be harmless. */
export async function mayBeShown(preview: Planes, screening: Screening | undefined): Promise<boolean> {
  return !screening || findingIn(await rated(preview), screening) === undefined;
}

/** Throws unsafe_picture, and screening_failed where nothing can be said about it. */
export async function assertMayBeShown(painting: Planes, screening: Screening | undefined): Promise<void> {
  if (screening) assertSafe('painted', await rated(painting), screening);
}

function rated(picture: Planes) {
  return rateSafety(picture).catch((error) => {
    throw screeningFailed(error);
  });
}
