import { createServer, type Server } from 'node:net';
import { GoschedDebugSession } from './gosched-session';
import { createNodeHost } from './host/node-host';

/** Serves one session on standard input and output; the process ends with it. */
export function serveStdio(): void {
  const session = new GoschedDebugSession(createNodeHost());
  session.onShutdown = () => {
    // The answer to `disconnect` may still be on its way through a pipe.
    process.stdout.write('', () => process.exit(0));
  };
  process.stdin.on('end', () => session.shutdown());
  process.on('SIGTERM', () => session.shutdown());
  process.stdout.on('error', () => process.exit(0));
  session.start(process.stdin, process.stdout);
}

/** Serves a session for each connection on the loopback interface. Port 0: any free one. */
export function servePort(port: number): Promise<Server> {
  const host = createNodeHost();
  const server = createServer((socket) => {
    const session = new GoschedDebugSession(host);
    session.onShutdown = () => socket.end();
    socket.on('close', () => session.shutdown());
    // A client that vanishes is no error of ours; 'close' follows.
    socket.on('error', () => undefined);
    session.start(socket, socket);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
