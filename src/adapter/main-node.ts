/** dist/adapter.js: the adapter as VS Code starts it, a process of its own on standard input and output. */
import { serveStdio } from './serve-node';

serveStdio();
