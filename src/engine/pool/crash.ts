/**
 * Why an engine process died, as a coded error. Native code leaves no exception behind, only a signal, an exit code and what
 * it wrote to stderr; this is the one place that reads them.
 */
import { AtelierError } from '../../domain/errors.js';
import { said } from '../../words/said.js';

export interface Death {
  /** Exit code; null when a signal ended the process, or when it never began. */
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The last lines written to stderr, oldest first. */
  stderr: readonly string[];
  /** Processes that the system's out-of-memory killer has ended during its life. */
  oomKills: number;
}

/**
 * V8 ("JavaScript heap out of memory", "Array buffer allocation failed"), libstdc++ (std::bad_alloc), ONNX Runtime and CUDA
 * ("Failed to allocate memory for requested buffer of size", "CUDA failure 2: out of memory", CUBLAS_STATUS_ALLOC_FAILED),
 * TensorFlow ("OOM when allocating tensor"), Dawn, which loses the reason on the way (a buffer that could not be had is "Invalid
 * Buffer" to whatever uses it; "Buffer size exceeds the max buffer size limit"), Vulkan (VK_ERROR_OUT_OF_DEVICE_MEMORY), libc.
 */
const OUT_OF_MEMORY =
  /out of memory|OOM when allocating|OUT_OF_\w*MEMORY|ALLOC_FAILED|allocation failed|bad_alloc|failed to allocate memory|cannot allocate memory|failed to create GPU buffer|invalid buffer|exceeds the max buffer size/i;

export function deathToError(death: Death): AtelierError {
  const { code, signal, stderr, oomKills } = death;
  const ended = signal ? `signal ${signal}` : code === null ? 'not started' : `exit code ${code}`;
  const cause = new Error([`the engine process ended: ${ended}`, ...stderr].join('\n'));
  // SIGKILL alone proves nothing: an operator or a service manager sends it as well.
  if ((signal === 'SIGKILL' && oomKills > 0) || stderr.some(tellsOutOfMemory)) return outOfMemory(cause);
  const line = tellingLine(stderr);
  return new AtelierError(
    'engine_crashed',
    said('refusals.crashed', { how: `${ended}${line ? `: ${line}` : ''}` }),
    { cause },
  );
}

/** What the engine threw, with failures of memory in native code recognised by their words: they have no code. */
export function thrownToError(error: unknown): unknown {
  const uncoded = error instanceof Error && !(error instanceof AtelierError);
  return uncoded && tellsOutOfMemory(error.message) ? outOfMemory(error) : error;
}

function outOfMemory(cause: Error): AtelierError {
  return new AtelierError('out_of_memory', said('refusals.notEnoughMemory'), { cause });
}

/** Whether a line of native code says that memory was the reason. */
export function tellsOutOfMemory(text: string): boolean {
  return OUT_OF_MEMORY.test(text);
}

/** The last line that names a failure, else the last one: Node and native code print stack frames after the message. */
function tellingLine(lines: readonly string[]): string | undefined {
  const said = lines.map((line) => line.trim()).filter((line) => line !== '');
  return said.findLast((line) => /error|exception|fatal|terminate|assert/i.test(line)) ?? said.at(-1);
}
