import * as vscode from 'vscode';
import { findFiles } from './find-files';
import { ASSEMBLY_LANGUAGE, Command, DEBUG_TYPE, Setting } from './names';
import type { Scenarios } from './scenarios';
import { isOnNoDisk, located, pathOrUri, uriOf } from './uri-text';

const MAIN_PACKAGE = /^package\s+main\b/m;
/** It is for `go run` alone, whatever package it says. */
const LEFT_OUT_OF_BUILDS = /^\/\/(go:build|\s*\+build) ignore\b/m;
const MOST_FILES_LISTED = 5000;
/** Said where a list of programs is cut. */
export const NOT_ALL_LISTED = 'Not all Go files of the workspace were looked at: there may be more programs';
const REMARK_MS = 15_000;

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
        return refuse(error instanceof Error ? error.message : String(error));
      }
    }
    const settings = vscode.workspace.getConfiguration(Setting.section, folder);
    config.maxThreads ??= settings.get(Setting.maxThreads);
    config.showSystemGoroutines ??= settings.get(Setting.showSystemGoroutines);
    config.goCommand ??= settings.get(Setting.goCommand);
    return config;
  }

  async resolveDebugConfigurationWithSubstitutedVariables(folder: vscode.WorkspaceFolder | undefined, config: vscode.DebugConfiguration): Promise<vscode.DebugConfiguration | undefined> {
    if (!config.program) return refuse('the launch configuration has no "program" (an executable, a .go file, or a folder of a main package).');
    const program = await located(String(config.program), folder);
    config.program = program;
    // A program on a disk has no working folder where no process reaches.
    config.cwd ??= folder && isOnNoDisk(pathOrUri(folder.uri)) === isOnNoDisk(program) ? pathOrUri(folder.uri) : pathOrUri(vscode.Uri.joinPath(uriOf(program), '..'));
    if (!vscode.workspace.isTrusted) {
      // An untrusted workspace may neither build with the user's tools nor write to the host.
      if (config.runtime === 'go') return refuse('building with the installed Go needs a trusted workspace. Trust it, or use "runtime": "embedded".');
      if (program.endsWith('.go') || !await isFile(program)) config.runtime = 'embedded';
      config.writes = 'overlay';
    }
    return config;
  }
}

/** Anything but a file might be a package's folder, which the installed Go would build. */
async function isFile(program: string): Promise<boolean> {
  return vscode.workspace.fs.stat(uriOf(program)).then(({ type }) => (type & vscode.FileType.File) !== 0, () => false);
}

/** The launch is over at once; the message stays until the user closes it. */
function refuse(text: string): undefined {
  void vscode.window.showErrorMessage(`gosched: ${text}`);
}

/** Dynamic configurations: the open file, the `main` packages of the workspace, the scenarios of the catalogue. */
export class DynamicConfigurations implements vscode.DebugConfigurationProvider {
  constructor(private readonly scenarios: Scenarios) {}

  /** VS Code asks for each folder of the workspace: what belongs to none is offered with the first one. */
  async provideDebugConfigurations(folder: vscode.WorkspaceFolder | undefined): Promise<vscode.DebugConfiguration[]> {
    const found: vscode.DebugConfiguration[] = [];
    const document = vscode.window.activeTextEditor?.document;
    const isFirst = (folder?.index ?? 0) === 0;
    const owner = document && vscode.workspace.getWorkspaceFolder(document.uri);
    if (document?.languageId === 'go' && (owner ? owner.index === folder?.index : isFirst)) {
      found.push({ type: DEBUG_TYPE, request: 'launch', name: 'Go scheduler: this file', program: '${file}' });
      found.push({ type: DEBUG_TYPE, request: 'launch', name: 'Go scheduler: this file, slow syscalls', program: '${file}', gomaxprocs: 1, latency: { openat: '25ms' }, breakOn: ['runtime.exitsyscall0'] });
    }
    const { packages, isCut } = await mainPackages(folder ? [folder] : []);
    // A list of configurations has no place for a remark.
    if (isCut) vscode.window.setStatusBarMessage(`gosched: ${NOT_ALL_LISTED}`, REMARK_MS);
    for (const { path } of packages) {
      found.push({ type: DEBUG_TYPE, request: 'launch', name: `Go scheduler: package ${path || '.'}`, program: `\${workspaceFolder}${path ? `/${path}` : ''}` });
    }
    return isFirst ? [...found, ...await this.scenarios.configurations()] : found;
  }
}

export interface MainPackage { folder: vscode.WorkspaceFolder; /** relative to the folder; empty: the folder itself */ path: string; /** with the folder's name, if there are several */ label: string }

/** The `main` packages below workspace folders; `isCut`: there are more Go files than are listed. */
export async function mainPackages(folders: readonly vscode.WorkspaceFolder[], limit = MOST_FILES_LISTED): Promise<{ packages: MainPackage[]; isCut: boolean }> {
  const packages: MainPackage[] = [];
  let isCut = false;
  for (const folder of folders) {
    const found = await findFiles(folder, { extensions: ['go'], leftOut: ['vendor', 'testdata', 'node_modules'], limit });
    isCut ||= found.isCut;
    const byPackage = new Map<string, vscode.Uri[]>();
    for (const file of found.uris) {
      if (file.path.endsWith('_test.go')) continue;
      const path = file.path.slice(0, file.path.lastIndexOf('/')).slice(folder.uri.path.length).replace(/^\//, '');
      byPackage.set(path, [...byPackage.get(path) ?? [], file]);
    }
    for (const [path, files] of [...byPackage].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (await isMain(files)) packages.push({ folder, path, label: `${folders.length > 1 ? `${folder.name}: ` : ''}${path || '.'}` });
    }
  }
  return { packages, isCut };
}

/** All files of a package say the same name: the first one that is built with it is read. */
async function isMain(files: readonly vscode.Uri[]): Promise<boolean> {
  for (const file of files) {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    if (!LEFT_OUT_OF_BUILDS.test(text)) return MAIN_PACKAGE.test(text);
  }
  return false;
}

/** `program` for a document: its path, or its URI where it is on no disk. */
export function programOf(document: vscode.TextDocument): { program: string; cwd?: string } {
  // A file outside the workspace has its own folder as working folder.
  const cwd = vscode.workspace.getWorkspaceFolder(document.uri) ? undefined : vscode.Uri.joinPath(document.uri, '..');
  return { program: pathOrUri(document.uri), ...(cwd ? { cwd: pathOrUri(cwd) } : {}) };
}
