/** Coalesces calls: the task runs soon after the first one, and then at most once in `every` ms however many there are. */
export interface Throttled {
  (): void;
  /** Drops the run that is due. */
  stop(): void;
}

export function throttle(task: () => void, every: number): Throttled {
  let timer: NodeJS.Timeout | undefined;
  let due = false;
  const wait = (ms: number) => {
    // Unreferenced: updates of places in line keep no process alive.
    timer = setTimeout(run, ms).unref();
  };
  const run = () => {
    timer = undefined;
    if (!due) return;
    due = false;
    wait(every);
    task();
  };
  const call = () => {
    due = true;
    if (timer === undefined) wait(0);
  };
  return Object.assign(call, {
    stop() {
      clearTimeout(timer);
      timer = undefined;
      due = false;
    },
  });
}
