/** What came of something a person did, from the app's answer. */
import type { Outcome } from '../api.js';
import type { Answer, DeliveryState } from '../delivery/dispatch.js';

/** Slack did not even ask the app. */
export function refusedByClient(failure: string): Outcome {
  return { ok: false, failure, ack: undefined, answer: undefined, delivery: undefined };
}

/** There was nothing to tell the app. */
export function notDelivered(): Outcome {
  return { ok: true, failure: undefined, ack: undefined, answer: undefined, delivery: undefined };
}

export function outcomeOf({ delivery, answer }: { delivery: DeliveryState; answer: Answer }): Outcome {
  return { ok: answer.ok, failure: answer.failure, ack: answer.body, answer: undefined, delivery };
}
