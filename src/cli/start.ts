/** dist/cli.js: starts dist/cli-main.js. */
import { join } from 'node:path';
import { startCached } from '../adapter/host/cached-start';
import { useBranchHints } from '../adapter/host/node-engine';

// V8 takes compiled code only under the flags it was made with: they come first.
useBranchHints();
startCached(join(__dirname, 'cli-main.js'));
