/** dist/adapter.js, the adapter as VS Code starts it, a process of its own: starts dist/adapter-main.js. */
import { join } from 'node:path';
import { startCached } from './host/cached-start';
import { useBranchHints } from './host/node-engine';

// V8 takes compiled code only under the flags it was made with: they come first.
useBranchHints();
startCached(join(__dirname, 'adapter-main.js'));
