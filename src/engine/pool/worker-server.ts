/**
 * The child's side of `child-engine.ts`: runs an engine on behalf of the parent, one task at a time. A step may block this event
 * loop; the engine lets it turn between steps, and that is when a cancel is read and when the parent's death is noticed.
 */
import { errorFromValue, errorToValue, toAtelierError } from '../../domain/errors.js';
import { endWithParent, yieldToParent } from '../../lib/child-script.js';
import type { Engine, EngineTask } from '../engine.js';
import { thrownToError } from './crash.js';
import type { ChildOptions, FromChild, ToChild } from './protocol.js';

export function serveEngine(create: (options: ChildOptions) => Engine): void {
  yieldToParent();
  endWithParent();
  const engine = create(JSON.parse(process.argv[2]!) as ChildOptions);
  const running = new Map<number, AbortController>();

  const run = async (id: number, task: EngineTask): Promise<void> => {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const result = await engine.stylize(task, {
        signal: controller.signal,
        onEvent: (event) => send({ type: 'event', id, event }),
      });
      send({ type: 'done', id, result });
    } catch (thrown) {
      const error = toAtelierError(thrownToError(thrown));
      if (error.fault === 'internal') console.error(error); // the stack and its causes: only the sentence crosses
      send({ type: 'failed', id, error: errorToValue(error) });
    } finally {
      running.delete(id);
    }
  };

  process.on('message', (message: ToChild) => {
    if (message.type === 'run') run(message.id, message.task).catch(console.error);
    else if (message.type === 'cancel')
      running.get(message.id)?.abort(message.reason && errorFromValue(message.reason));
    else if (message.type === 'warm-up') engine.warmUp?.();
    else process.exit();
  });
}

function send(message: FromChild): void {
  // Without a callback a closed channel would be thrown here; 'disconnect' already ends the process.
  process.send?.(message, undefined, undefined, () => {});
}
