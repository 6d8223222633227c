/**
 * The slider of the options shows what a strength comes to, while it is moved: once there are photo and style, small ones are painted of
 * them, at five strengths, once.
 */
import { askStrengthsOf, press } from './api.js';
import type { Asides } from './asides.js';
import { withOption } from './composer-text.js';
import { byId } from './dom.js';
import type { Draft } from './draft.js';
import { Later } from './later.js';

export function initDraftStrengths(draft: Draft, asides: Asides): void {
  const slider = byId<HTMLInputElement>('option-strength');
  const preview = new Later(async () => {
    const { StrengthPreview } = await import('./later/strength-preview.js');
    const preview = new StrengthPreview();
    slider.closest('.option-control')?.after(preview.element);
    return preview;
  });
  let asked: Question | undefined;
  const update = () => preview.loaded?.update(asides.get(asked?.id)?.view);
  asides.watch(update);

  slider.addEventListener('input', async () => {
    const of = wanted(draft);
    if (of === undefined) return;
    if (asked?.of !== of) {
      withdraw(asides, asked?.id);
      asked = undefined;
    }
    asked ??= { of };
    const question = asked;
    const shown = await preview.get();
    shown.element.hidden = false;
    shown.strength = Number(slider.value);
    update();
    if (question.isAsked || question !== asked) return;
    question.isAsked = true;
    try {
      question.id = await askStrengthsOf(withoutStrength(draft), draft.files);
      update();
    } catch (error) {
      question.hasFailed = true;
      shown.complain((error as Error).message);
    }
  });
  // A refusal is asked about again when the slider is taken again, not at each of its steps.
  slider.addEventListener('change', () => {
    if (asked?.hasFailed) asked = undefined;
  });
  draft.watch(() => {
    // Of another photo or style it says nothing.
    if (preview.loaded && asked && wanted(draft) !== asked.of) preview.loaded.element.hidden = true;
  });
}

/** What small ones are asked for, and the message that they come in. */
interface Question {
  of: string;
  id?: string;
  isAsked?: boolean;
  hasFailed?: boolean;
}

/** Nobody looks at them any more. */
function withdraw(asides: Asides, id: string | undefined): void {
  const { job, tone } = asides.get(id)?.view ?? {};
  if (job !== undefined && (tone === 'waiting' || tone === 'running')) press(job, 'cancel').catch(() => {});
}

/** All that the small ones depend on; undefined where there is nothing to paint yet. */
function wanted(draft: Draft): string | undefined {
  if (!draft.files.has('photo') || !draft.hasStyle) return undefined;
  const files = [...draft.files].map(([slot, { name, size, lastModified }]) => [
    slot,
    name,
    size,
    lastModified,
  ]);
  return JSON.stringify([withoutStrength(draft), files]);
}

function withoutStrength({ command }: Draft): string {
  return withOption(command, 'strength', undefined);
}
