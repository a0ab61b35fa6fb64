/** The catalogue of scenarios: programs that drive the scheduler along one path each, on the embedded runtime. */
import * as vscode from 'vscode';
import { holdTexts, type Scenario, readCatalogue } from '../embedded/programs/catalogue';
import { DEBUG_TYPE } from './names';
import { writeOnce } from './own-program';
import { pathOrUri } from './uri-text';

export class Scenarios {
  private known: Promise<readonly Scenario[]> | undefined;

  /** `extension`: where dist/ is; `storage`: where a scenario becomes a file that the user can change. */
  constructor(private readonly extension: vscode.Uri, private readonly storage: vscode.Uri) {}

  /** All of them, by number. Read when somebody asks: no start-up pays for them. */
  all(): Promise<readonly Scenario[]> {
    return (this.known ??= this.read());
  }

  private async read(): Promise<readonly Scenario[]> {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(this.extension, 'dist/scenarios.json'));
    return readCatalogue(JSON.parse(new TextDecoder().decode(bytes)) as Record<string, string>);
  }

  /** A launch configuration for each. */
  async configurations(): Promise<vscode.DebugConfiguration[]> {
    return (await this.all()).map(({ name, number }) => ({ type: DEBUG_TYPE, request: 'launch', name: `Go scheduler: scenario ${number} ${name}`, scenario: name }));
  }

  /**
   * A configuration with the scenario's program, launch options and stop; what it says itself stays. The program opens, so
   * that the user sees what runs. @throws Error if there is no such scenario
   */
  async complete({ scenario: name, ...config }: vscode.DebugConfiguration): Promise<vscode.DebugConfiguration> {
    const scenarios = await this.all();
    const found = scenarios.find((each) => each.name === name);
    if (!found) throw new Error(`there is no scenario "${String(name)}"; there are ${scenarios.map((each) => each.name).join(', ')}`);
    const program = await writeOnce(vscode.Uri.joinPath(this.storage, 'scenarios', found.name), { 'main.go': found.source });
    await vscode.window.showTextDocument(program, { preview: false, viewColumn: vscode.ViewColumn.One });
    const { env, latency, ...numbers } = found.launch;
    return { program: pathOrUri(program), cwd: pathOrUri(vscode.Uri.joinPath(program, '..')), runtime: 'embedded', ...numbers, env, latency, breakOn: [found.stop], hold: holdTexts(found), ...config };
  }
}

/** The first sentence of a scenario's comment: what happens in it. */
export function summaryOf({ source }: Pick<Scenario, 'source'>): string {
  const lines = source.split('\n').slice(0, source.split('\n').findIndex((line) => !/^\/\/( |$)/.test(line)));
  return /^.*?[.:](?= |$)/.exec(lines.map((line) => line.slice(3)).join(' ').trim())?.[0].replace(/:$/, '.') ?? '';
}
