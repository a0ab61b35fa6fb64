import * as vscode from 'vscode';
import { mainPackages, NOT_ALL_LISTED, programAround } from './main-packages';
import { ASSEMBLY_LANGUAGE, Command, DEBUG_TYPE, Setting } from './names';
import type { Scenarios } from './scenarios';
import { LISTED } from './session-settings';
import { isOnNoDisk, located, pathOrUri, uriOf } from './uri-text';

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
    if (config.request !== 'launch') return refuseConfiguration(`"request" of the launch configuration "${config.name}" must be "launch", not ${JSON.stringify(config.request)}: gosched runs programs itself.`);
    if (config.scenario !== undefined) {
      try {
        config = await this.scenarios.complete(config);
      } catch (error) {
        return refuse(error instanceof Error ? error.message : String(error));
      }
    }
    const settings = vscode.workspace.getConfiguration(Setting.section, folder);
    // Those that the configuration does not say itself follow the settings, also during the session.
    const fromSettings = LISTED.filter((name) => config[name] === undefined || config[name] === null);
    for (const name of fromSettings) config[name] = settings.get(name);
    config.fromSettings = fromSettings;
    config.goCommand ??= settings.get(Setting.goCommand);
    return config;
  }

  async resolveDebugConfigurationWithSubstitutedVariables(folder: vscode.WorkspaceFolder | undefined, config: vscode.DebugConfiguration): Promise<vscode.DebugConfiguration | undefined> {
    if (config.program !== undefined && typeof config.program !== 'string') return refuseConfiguration(`"program" of the launch configuration "${config.name}" must be a path in quotes, not ${JSON.stringify(config.program)}.`);
    if (!config.program) return refuseConfiguration(`the launch configuration "${config.name}" has no "program": say an executable, a .go file, or the folder of a main package ("\${file}": the open one).`);
    const given = await located(config.program, folder);
    const type = await typeOf(given);
    const program = type & vscode.FileType.File && /\.(go|s)$/.test(given) ? pathOrUri(await programAround(uriOf(given))) : given;
    config.program = program;
    // A program on a disk has no working folder where no process reaches.
    config.cwd ??= folder && isOnNoDisk(pathOrUri(folder.uri)) === isOnNoDisk(program) ? pathOrUri(folder.uri) : pathOrUri(type & vscode.FileType.Directory ? uriOf(given) : vscode.Uri.joinPath(uriOf(given), '..'));
    if (!vscode.workspace.isTrusted) {
      // An untrusted workspace may neither build with the user's tools nor write to the host.
      if (config.runtime === 'go') return refuse('building with the installed Go needs a trusted workspace. Trust it, or use "runtime": "embedded".');
      if (program.endsWith('.go') || !(type & vscode.FileType.File) || program !== given) config.runtime = 'embedded';
      config.writes = 'overlay';
    }
    return config;
  }
}

/** 0 for what is not there. Anything but a file might be a package's folder, which the installed Go would build. */
async function typeOf(program: string): Promise<vscode.FileType> {
  return vscode.workspace.fs.stat(uriOf(program)).then(({ type }) => type, () => vscode.FileType.Unknown);
}

/** The launch is over at once; the message stays until the user closes it. */
function refuse(text: string): undefined {
  void vscode.window.showErrorMessage(`gosched: ${text}`);
}

/** The same, with the way to where it is mended. */
function refuseConfiguration(text: string): undefined {
  const open = 'Open launch.json';
  void vscode.window.showErrorMessage(`gosched: ${text}`, open).then((answer) => answer && vscode.commands.executeCommand('workbench.action.debug.configure'));
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

/** `program` for a document: its path, or its URI where it is on no disk. */
export function programOf(document: vscode.TextDocument): { program: string; cwd?: string } {
  // A file outside the workspace has its own folder as working folder.
  const cwd = vscode.workspace.getWorkspaceFolder(document.uri) ? undefined : vscode.Uri.joinPath(document.uri, '..');
  return { program: pathOrUri(document.uri), ...(cwd ? { cwd: pathOrUri(cwd) } : {}) };
}
