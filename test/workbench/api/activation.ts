/** Times the extension's activation inside the extension host, several times over. */
import { readFileSync } from 'node:fs';
import { Module, createRequire } from 'node:module';
import * as vscode from 'vscode';

interface Loaded { activate(context: vscode.ExtensionContext): unknown }
interface Compiling { exports: Loaded; filename: string; _compile(source: string, filename: string): void }

/** Milliseconds: by the clock, and of the extension host's thread (other processes and threads delay the clock alone). */
export interface Took { wall: number; cpu: number }

/** Times `work`. Node 23.9 and later tell the thread's own time. */
export async function took(work: () => unknown): Promise<Took> {
  const used = (process as { threadCpuUsage?: typeof process.cpuUsage }).threadCpuUsage?.bind(process) ?? process.cpuUsage.bind(process);
  const cpu = used();
  const start = performance.now();
  await work();
  const wall = performance.now() - start;
  const { user, system } = used(cpu);
  return { wall, cpu: (user + system) / 1000 };
}

/**
 * Each of `rounds` activations before VS Code's own: the bundle is compiled and `activate` is called, as VS Code
 * does it, and what it registers is taken back. The source differs from round to round, so that V8 compiles each time.
 */
export async function timeActivation(extension: vscode.Extension<unknown>, rounds: number): Promise<Took[]> {
  const file = createRequire(__filename).resolve(extension.extensionUri.fsPath);
  const source = readFileSync(file, 'utf8');
  const times: Took[] = [];
  for (let round = 0; round < rounds; round++) {
    const subscriptions: vscode.Disposable[] = [];
    const context = {
      subscriptions, extensionUri: extension.extensionUri, globalStorageUri: vscode.Uri.joinPath(extension.extensionUri, 'unused'),
      asAbsolutePath: (path: string) => vscode.Uri.joinPath(extension.extensionUri, path).fsPath,
    } as unknown as vscode.ExtensionContext;
    times.push(await took(() => {
      const module = new Module(file) as unknown as Compiling;
      module.filename = file;
      module._compile(`${source}\n// ${round}`, file);
      module.exports.activate(context);
    }));
    for (const subscription of subscriptions) subscription.dispose();
  }
  return times;
}
