/** The networks and runtimes that a process has opened: each is kept for the next picture. */
import type { NetworkName } from '../../domain/request.js';
import { NETWORKS, type Network } from '../networks/networks.js';
import { type LoadedNetwork, loadNetwork } from '../networks/weights.js';
import { openRuntime } from './open.js';
import type { Runtime } from './runtime.js';
import { type Variant, variantName } from './variants.js';

export interface RuntimeCacheOptions {
  modelsDir: string;
  /** Threads of the CPU; 0: all cores. */
  threads: number;
  /** Default: `openRuntime`. */
  open?: typeof openRuntime;
}

export class RuntimeCache {
  readonly #options: RuntimeCacheOptions;
  readonly #networks = new Map<NetworkName, Promise<LoadedNetwork>>();
  readonly #runtimes = new Map<string, Promise<Runtime>>();

  constructor(options: RuntimeCacheOptions) {
    this.#options = options;
  }

  /** Rejects with model_missing or model_corrupt; the next call tries again. */
  load(name: NetworkName): Promise<LoadedNetwork> {
    return remember(this.#networks, name, () => loadNetwork(NETWORKS[name], this.#options.modelsDir));
  }

  /** Rejects as `load` does, or with the reason why there is no such runtime; the next call tries again. */
  open(name: NetworkName, pool: Network['pool'], variant: Variant): Promise<Runtime> {
    return remember(this.#runtimes, keyOf(name, pool, variant), async () => {
      const { threads, open = openRuntime } = this.#options;
      const { network, weights } = await this.load(name);
      return (await open(variant, { ...network, pool }, weights, threads)).runtime;
    });
  }

  /** Closes a runtime that has failed: the next call opens it again. */
  async discard(name: NetworkName, pool: Network['pool'], variant: Variant): Promise<void> {
    const key = keyOf(name, pool, variant);
    const runtime = this.#runtimes.get(key);
    this.#runtimes.delete(key);
    // What has failed may fail at that too.
    await runtime?.then((opened) => opened.dispose()).catch(() => {});
  }

  async close(): Promise<void> {
    const opened = [...this.#runtimes.values()];
    this.#runtimes.clear();
    this.#networks.clear();
    for (const runtime of opened) await (await runtime).dispose();
  }
}

function keyOf(name: NetworkName, pool: Network['pool'], variant: Variant): string {
  return `${name}/${pool}/${variantName(variant)}`;
}

/** A failure is not remembered. */
function remember<K, V>(known: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const found = known.get(key);
  if (found) return found;
  const making = make();
  known.set(key, making);
  making.catch(() => known.delete(key));
  return making;
}
