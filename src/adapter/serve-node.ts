import { createServer, type Server } from 'node:net';
import { GoschedDebugSession } from './gosched-session';
import { stoppedBuilds } from './host/node-go';
import { createNodeHost } from './host/node-host';

/** Serves one session on standard input and output; the process ends with it. */
export function serveStdio(): void {
  const session = new GoschedDebugSession(createNodeHost());
  const end = (): void => { void stoppedBuilds().then(() => process.exit(0)); };
  // The answer to `disconnect` may still be on its way through a pipe.
  session.onShutdown = () => { process.stdout.write('', end); };
  process.stdin.on('end', () => session.shutdown());
  process.on('SIGTERM', () => session.shutdown());
  process.stdout.on('error', () => {
    session.onShutdown = end;
    session.shutdown();
  });
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
