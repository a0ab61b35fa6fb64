/** A file of its own in dist/: most sessions never see assembly, and the extension starts without vscode-languageclient. */
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import type { LanguageClientOptions } from 'vscode-languageclient';

/** `module`: path of the server. */
export function createClient(module: string, options: LanguageClientOptions): LanguageClient {
  const server = { module, transport: TransportKind.ipc };
  return new LanguageClient('gosched.assembly', 'Go Assembly', { run: server, debug: server }, options);
}
