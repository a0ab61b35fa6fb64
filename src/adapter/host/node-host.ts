import type { Host } from './host';
import { createExecutableHost } from './node-executable-host';
import { buildWithGo } from './node-go';
import { findGo } from './node-goroot';
import { nodeLibrary, nodeShippedLibrary } from './node-library';

/** The adapter's host on Node. */
export function createNodeHost(): Host {
  return {
    ...createExecutableHost(),
    library: nodeLibrary,
    shippedLibrary: (edition) => Promise.resolve(nodeShippedLibrary(edition)),
    build: buildWithGo,
    hasGo: (goCommand) => findGo(goCommand) !== undefined,
  };
}
