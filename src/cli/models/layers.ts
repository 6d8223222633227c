/** VGG-19 begins with layers of VGG-16's shapes: only a layer too many tells the one from the other. */
import { AtelierError } from '../../domain/errors.js';
import { convLayers, type Network } from '../../engine/networks/networks.js';

const CONV = /^conv(\d+)_\d+$/;

/**
 * `found`: names of a file's layers, others among them. Those behind the network's end may be there: it stops at conv5_1.
 * Throws model_corrupt for one in its midst that it does not have.
 */
export function checkLayers(network: Network, found: Iterable<string>, path: string): void {
  const known = new Set(convLayers(network).map(({ name }) => name));
  const lastBlock = Math.max(...[...known].map(blockOf));
  for (const name of found) {
    if (!CONV.test(name) || known.has(name) || blockOf(name) >= lastBlock) continue;
    throw new AtelierError(
      'model_corrupt',
      `${path} has a layer ${name}, which ${network.name} has not; check --as: it is the file of another network`,
    );
  }
}

const blockOf = (layer: string) => Number(CONV.exec(layer)?.[1]);
