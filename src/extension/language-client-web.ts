/** A file of its own in dist/web: most sessions never see assembly. */
import type * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import type { LanguageClientOptions } from 'vscode-languageclient';

/** `server`: the script of the server's worker. */
export function createClient(server: vscode.Uri, options: LanguageClientOptions): LanguageClient {
  return new LanguageClient('gosched.assembly', 'Go Assembly', new Worker(server.toString(true)), options);
}
