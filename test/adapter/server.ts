/** The debug adapter as a server. */
import { spawn, type ChildProcess } from 'node:child_process';
import { cli } from '../support/gosched';

/** `gosched dap --port 0`, and the port it took. The caller kills it. */
export async function dapServer(): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [cli, 'dap', '--port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const port = await new Promise<number>((resolve, reject) => {
    let text = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const match = /listening at 127\.0\.0\.1:(\d+)/.exec(text);
      if (match) resolve(Number(match[1]));
    });
    child.on('exit', () => reject(new Error(`the server ended: ${text}`)));
  });
  return { child, port };
}
