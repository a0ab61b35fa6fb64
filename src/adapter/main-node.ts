/** dist/adapter-main.js: the adapter on standard input and output. */
import { serveStdio } from './serve-node';

serveStdio();
