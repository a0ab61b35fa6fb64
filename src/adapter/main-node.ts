/** dist/adapter.js: the adapter as VS Code starts it, a process of its own on standard input and output. */
import { useBranchHints } from './host/node-engine';
import { serveStdio } from './serve-node';

useBranchHints();
serveStdio();
