import type { AddressInfo } from 'node:net';
import { servePort, serveStdio } from '../adapter/serve-node';
import { parseLine, UsageError, wholeNumber } from './options';
import { usages } from './usage';

/** `gosched dap`: undefined, for it goes on. */
export async function dap(line: readonly string[]): Promise<number | undefined> {
  const parsed = parseLine(line, { port: { type: 'string' }, help: { type: 'boolean', short: 'h' } });
  if (parsed.values.help) {
    console.log(usages.dap);
    return 0;
  }
  if (parsed.program !== undefined) throw new UsageError(`dap takes no program: the client's launch request names it (${parsed.program})`);
  const port = wholeNumber(parsed.values, 'port');
  if (port === undefined) {
    serveStdio();
    return undefined;
  }
  if (port > 65535) throw new UsageError(`--port: from 0 to 65535, not ${port}`);
  try {
    const server = await servePort(port);
    process.stderr.write(`gosched: DAP server listening at 127.0.0.1:${(server.address() as AddressInfo).port}\n`);
  } catch (error) {
    throw new UsageError(`--port ${port}: ${(error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 'in use by another program' : (error as Error).message}`, { cause: error });
  }
  return undefined;
}
