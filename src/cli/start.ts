/** dist/cli.js: starts the bundle with the command. */
import { join } from 'node:path';
import { startCached } from '../adapter/host/cached-start';
import { useBranchHints } from '../adapter/host/node-engine';

// V8 takes compiled code only under the flags it was made with: they come first.
useBranchHints();
startCached(join(__dirname, process.argv[2] === 'run' ? 'run-main.js' : 'cli-main.js'));
