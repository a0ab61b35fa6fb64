/**
 * An extension that runs in untrusted workspaces, bundled by restricted.test.ts. VS Code asks for trust before it lets anybody
 * start a session, so that what gosched itself refuses is never reached by the UI: here it is asked directly, in a real window
 * whose folder is not trusted, and what it lets through is given to the installed extension's own adapter.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import * as vscode from 'vscode';
import { Configurations } from '../../../src/extension/configurations';
import { Scenarios } from '../../../src/extension/scenarios';
import type { Findings, Launch } from './findings';

export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(vscode.commands.registerCommand('probe.untrusted', async () => {
    const [folder] = vscode.workspace.workspaceFolders!;
    const at = (name: string): string => join(folder.uri.fsPath, name);
    const gosched = vscode.extensions.getExtension('gosched.gosched')!;
    const provider = new Configurations(new Scenarios(gosched.extensionUri, context.globalStorageUri));
    const resolved = async (more: object): Promise<Launch | undefined> => {
      const given = { type: 'gosched', request: 'launch', name: 'probe', ...more };
      const completed = await provider.resolveDebugConfiguration(folder, given);
      return completed && provider.resolveDebugConfigurationWithSubstitutedVariables(folder, completed);
    };
    const adapter = gosched.extensionUri.with({ path: `${gosched.extensionUri.path}/dist/adapter.js` }).fsPath;
    const written = at('writes/written.txt');
    const run = async (configuration: object): Promise<Findings['asAsked']> => {
      const output = await runToEnd(adapter, configuration);
      const isOnHost = existsSync(written);
      rmSync(written, { force: true });
      return { output, isOnHost };
    };
    // What a hostile folder would ask for.
    const asked = { type: 'gosched', request: 'launch', program: at('writes/main.go'), cwd: at('writes'), runtime: 'embedded', writes: 'host' };
    const source = await resolved({ program: at('writes/main.go'), cwd: at('writes'), writes: 'host' });
    const executable = await resolved({ program: at('bin/writes'), cwd: at('writes'), writes: 'host' });
    const findings: Findings = {
      isTrusted: vscode.workspace.isTrusted,
      goCommand: vscode.workspace.getConfiguration('gosched', folder).get('goCommand'),
      build: await resolved({ program: at('writes/main.go'), runtime: 'go' }),
      folder: await resolved({ program: at('writes'), writes: 'host' }),
      source, executable,
      asAsked: await run(asked),
      sourceRun: await run(source!),
      executableRun: await run(executable!),
    };
    writeFileSync(at('findings.json'), JSON.stringify(findings));
  }));
}

/** Runs a program with the adapter in a process of its own, as VS Code does; what it has printed. */
async function runToEnd(adapter: string, configuration: object): Promise<string> {
  const client = new DebugClient(process.execPath, adapter, 'gosched');
  let output = '';
  client.on('output', ({ body }: { body: { category?: string; output: string } }) => { if (body.category === 'stdout') output += body.output; });
  await client.start();
  const ended = client.waitForEvent('terminated', 30_000);
  await client.initializeRequest({ adapterID: 'gosched', pathFormat: 'path' });
  const launched = client.launchRequest(configuration as never);
  await client.waitForEvent('initialized', 30_000);
  await client.configurationDoneRequest();
  await launched;
  await ended;
  await client.stop();
  return output;
}
