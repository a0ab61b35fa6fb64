import * as vscode from 'vscode';
import { ASSEMBLY_LANGUAGE, Command, DEBUG_TYPE, Setting } from './names';
import type { Scenarios } from './scenarios';

const MAIN_PACKAGE = /^package\s+main\b/m;
const MOST_FILES_LOOKED_AT = 200;

/** What F5 offers where there is no Go file. */
const STARTS: Record<string, string> = { 'Choose a Scenario': Command.debugScenario, 'New Example': Command.newExample };

/** Completes launch configurations (F5 on a `.go` file without launch.json works) and offers dynamic ones. */
export class Configurations implements vscode.DebugConfigurationProvider {
  constructor(private readonly scenarios: Scenarios) {}

  async resolveDebugConfiguration(folder: vscode.WorkspaceFolder | undefined, config: vscode.DebugConfiguration): Promise<vscode.DebugConfiguration | undefined> {
    if (!config.type && !config.request && !config.name) {
      const document = vscode.window.activeTextEditor?.document;
      if (!document || ![ASSEMBLY_LANGUAGE, 'go'].includes(document.languageId)) {
        // Not awaited: F5 is over, and the answer starts something of its own.
        void vscode.window.showInformationMessage('Open a Go file to debug it on the emulated machine, or start with one of the programs that gosched brings along.', ...Object.keys(STARTS))
          .then((answer) => answer && vscode.commands.executeCommand(STARTS[answer]));
        return undefined;
      }
      config = { ...config, ...programOf(document), type: DEBUG_TYPE, request: 'launch', name: 'Go scheduler: this file' };
    }
    if (config.scenario !== undefined) {
      try {
        config = await this.scenarios.complete(config);
      } catch (error) {
        void vscode.window.showErrorMessage(`gosched: ${error instanceof Error ? error.message : String(error)}`);
        return undefined;
      }
    }
    const settings = vscode.workspace.getConfiguration(Setting.section, folder);
    config.maxThreads ??= settings.get(Setting.maxThreads);
    config.showSystemGoroutines ??= settings.get(Setting.showSystemGoroutines);
    config.goCommand ??= settings.get(Setting.goCommand);
    return config;
  }

  resolveDebugConfigurationWithSubstitutedVariables(folder: vscode.WorkspaceFolder | undefined, config: vscode.DebugConfiguration): vscode.ProviderResult<vscode.DebugConfiguration> {
    if (!config.program) return vscode.window.showErrorMessage('gosched: the launch configuration has no "program" (an executable, a .go file, or a folder of a main package).').then(() => undefined);
    const program = String(config.program);
    config.cwd ??= folder?.uri.fsPath ?? program.slice(0, Math.max(1, program.lastIndexOf('/')));
    if (!vscode.workspace.isTrusted) {
      // An untrusted workspace may neither build with the user's tools nor write to the host.
      if (config.runtime === 'go') return vscode.window.showErrorMessage('gosched: building with the installed Go needs a trusted workspace. Trust it, or use "runtime": "embedded".').then(() => undefined);
      config.runtime = program.endsWith('.go') || config.runtime === 'embedded' ? 'embedded' : config.runtime;
      config.writes = 'overlay';
    }
    return config;
  }
}

/** Dynamic configurations: the open file, the `main` packages of the workspace, the scenarios of the catalogue. */
export class DynamicConfigurations implements vscode.DebugConfigurationProvider {
  constructor(private readonly scenarios: Scenarios) {}

  async provideDebugConfigurations(folder: vscode.WorkspaceFolder | undefined): Promise<vscode.DebugConfiguration[]> {
    const found: vscode.DebugConfiguration[] = [];
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId === 'go') {
      found.push({ type: DEBUG_TYPE, request: 'launch', name: 'Go scheduler: this file', program: '${file}' });
      found.push({ type: DEBUG_TYPE, request: 'launch', name: 'Go scheduler: this file, slow syscalls', program: '${file}', gomaxprocs: 1, latency: { openat: '25ms' }, breakOn: ['runtime.exitsyscall0'] });
    }
    for (const path of await mainPackages(folder)) {
      found.push({ type: DEBUG_TYPE, request: 'launch', name: `Go scheduler: package ${path || '.'}`, program: `\${workspaceFolder}${path ? `/${path}` : ''}` });
    }
    return [...found, ...await this.scenarios.configurations()];
  }
}

/** Folders of `main` packages below the workspace folder, relative. */
export async function mainPackages(folder: vscode.WorkspaceFolder | undefined): Promise<string[]> {
  if (!folder) return [];
  const files = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, '**/*.go'), '**/{vendor,testdata,node_modules}/**', MOST_FILES_LOOKED_AT);
  const folders = new Set<string>();
  for (const file of files) {
    if (file.path.endsWith('_test.go')) continue;
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    if (MAIN_PACKAGE.test(text)) folders.add(file.path.slice(folder.uri.path.length + 1, Math.max(folder.uri.path.length + 1, file.path.lastIndexOf('/'))));
  }
  return [...folders].sort();
}

/** `program` for a document: its path, or its URI where it is on no disk. */
export function programOf(document: vscode.TextDocument): { program: string; cwd?: string } {
  // A file outside the workspace has its own folder as working folder.
  const cwd = vscode.workspace.getWorkspaceFolder(document.uri) ? undefined : vscode.Uri.joinPath(document.uri, '..');
  const text = (uri: vscode.Uri): string => (uri.scheme === 'file' ? uri.fsPath : uri.toString());
  return { program: text(document.uri), ...(cwd ? { cwd: text(cwd) } : {}) };
}
