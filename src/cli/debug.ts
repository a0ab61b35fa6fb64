import { readFileSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { createNodeHost } from '../adapter/host/node-host';
import { loadProgram, type LoadedProgram } from '../adapter/launch/load';
import { SourceMap } from '../adapter/source-map';
import type { SourceProvider } from '../debugger/sources';
import { EvaluationError, type StopInfo } from '../debugger/api';
import { Console } from '../debugger/console/console';
import { ConsoleError, type ConsoleResult } from '../debugger/console/types';
import type { Execution } from '../debugger/execution';
import { DebuggerSession } from '../debugger/session';
import { StepError } from '../debugger/stepping/context';
import type { ProgramOptions } from '../adapter/launch/options';
import { parseLine, programOptions, readProgramOptions, texts, timeLimit, UsageError, wholeNumber } from './options';
import { noticeText } from './run';
import { completeLine } from '../debugger/console/complete';
import { HISTORY_SIZE, readHistory, saveHistory } from './line-history';
import { styleFor } from './style';
import { usages } from './usage';

const PROMPT = '(gosched) ';
const SLICE = 20_000_000;

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

/** `gosched debug`: the exit code. */
export async function debug(line: readonly string[]): Promise<number> {
  const parsed = parseLine(line, { ...programOptions, 'history-memory': { type: 'string' }, batch: { type: 'boolean' }, ex: { type: 'string', multiple: true }, x: { type: 'string', multiple: true, short: 'x' } });
  if (parsed.values.help) {
    console.log(usages.debug);
    return 0;
  }
  const options = { ...readProgramOptions(parsed, usages.debug), historyMemory: wholeNumber(parsed.values, 'history-memory') };
  const commands = [...texts(parsed.values, 'x').map((file) => { commandsOf(file); return `source ${file}`; }), ...texts(parsed.values, 'ex')];
  const host = createNodeHost();
  const program = await loadProgram(host, options);
  const terminal = new Terminal(program, options, (session) => sourcesOf(new SourceMap(host, session.image, options.goCommand)));
  for (const warning of program.image.warnings) terminal.print(`warning: ${warning}`);
  for (const command of commands) {
    await terminal.execute(command);
    if (terminal.hasQuit) return terminal.code;
  }
  if (!parsed.values.batch) await terminal.prompt();
  return terminal.code;
}

function commandsOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/);
  } catch (error) {
    throw new UsageError(`-x ${file}: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (error as Error).message}`, { cause: error });
  }
}

/** Sources as the program names them, and scripts as the user does. */
function sourcesOf(sources: SourceMap): SourceProvider {
  return {
    lines: (file) => sources.lines(file),
    script: (path) => {
      try {
        return readFileSync(path, 'utf8').split(/\r?\n/);
      } catch {
        return undefined;
      }
    },
  };
}

/** The console on a terminal: prints, drives runs, starts the program again. */
class Terminal {
  hasQuit = false;
  code = 0;
  private console: Console;
  private running: Execution | undefined;
  private guestColumn = 0;
  private isInterrupted = false;
  private readonly style = styleFor(process.stdout);

  constructor(private readonly program: LoadedProgram, private readonly options: ProgramOptions, private readonly sources: (session: DebuggerSession) => SourceProvider) {
    this.console = this.begin();
    process.on('SIGINT', () => this.interrupt());
  }

  /** Ctrl-C: the run pauses, scripts end. */
  interrupt(): void {
    this.isInterrupted = true;
    this.running?.pause();
  }

  print(text: string): void {
    // Output of the guest that ended within a line must not run into ours.
    if (text !== '') process.stdout.write(`${this.guestColumn > 0 ? '\n' : ''}${this.style.output(text)}\n`);
    if (text !== '') this.guestColumn = 0;
  }

  /** One line, and all that it leads to: lines of scripts, commands of breakpoints. */
  async execute(line: string): Promise<void> {
    this.isInterrupted = false;
    if (!await this.carryOut(() => this.console.execute(line))) return;
    for (let lines = 1; !this.hasQuit && this.console.scripts.hasLines; lines++) {
      // A script without a run gives Ctrl-C its chance, too.
      if (lines % 100 === 0) await turn();
      if (this.isInterrupted) {
        this.console.scripts.clear();
        this.print('Quit');
        return;
      }
      if (!await this.carryOut(() => this.console.executeNext() ?? { text: '' })) return;
    }
  }

  /** False after an error. */
  private async carryOut(begin: () => ConsoleResult): Promise<boolean> {
    let result: ConsoleResult;
    try {
      result = begin();
      this.code = 0;
    } catch (error) {
      if (!(error instanceof ConsoleError || error instanceof EvaluationError || error instanceof StepError)) throw error;
      process.stderr.write(`${error.message}\n`);
      this.code = 1;
      return false;
    }
    this.print(result.text);
    if (result.changed) this.console.session.guestChanged();
    if (result.quit) {
      this.hasQuit = true;
      this.code = result.code ?? 0;
    } else if (result.restart) {
      this.console = this.begin(this.console);
      await this.drive(this.console.session.continue());
    } else if (result.run) await this.drive(result.run);
    return true;
  }

  /** Reads commands until `quit` or the end of input. */
  async prompt(): Promise<void> {
    const isTerminal = process.stdin.isTTY && process.stdout.isTTY;
    const input = createInterface({
      input: process.stdin, output: process.stdout, prompt: this.promptText, completer: (text: string) => completeLine(this.console, text), terminal: isTerminal,
      history: isTerminal ? readHistory() : [], historySize: HISTORY_SIZE, removeHistoryDuplicates: true,
    });
    input.on('SIGINT', () => {
      // On a terminal Ctrl-C is a key; while the program runs it is not read as one, and arrives as a signal.
      this.console.scripts.clear();
      process.stdout.write('\nQuit\n');
      input.setPrompt(this.promptText);
      input.write(null, { ctrl: true, name: 'u' });
      input.prompt();
    });
    if (isTerminal) input.on('history', saveHistory);
    try {
      await this.readAll(input);
    } finally {
      input.close();
    }
  }

  private async readAll(input: Interface): Promise<void> {
    input.prompt();
    for await (const line of input) {
      input.pause();
      // Readline keeps the terminal raw, where Ctrl-C is a key that nobody reads while the program runs.
      if (process.stdin.isTTY) process.stdin.setRawMode(false);
      await this.execute(line);
      if (this.hasQuit) return;
      if (process.stdin.isTTY) process.stdin.setRawMode(true);
      input.setPrompt(this.promptText);
      input.resume();
      input.prompt();
    }
    this.print('');
  }

  private get promptText(): string { return this.console.scripts.isCollecting ? '>' : this.style.prompt(PROMPT); }

  private begin(before?: Console): Console {
    const { process: guest, views, invalidate, history, holds } = this.program.start();
    const session = new DebuggerSession({
      process: guest, image: this.program.image, views, invalidate, history: history(), instructionLimit: this.options.maxInstructions, timeLimitNs: timeLimit(this.options.maxTime), holds,
    }, { logged: (text) => this.print(text) });
    if (before) session.breakpoints.adopt(before.session.breakpoints);
    // Standard input is the debugger's own.
    guest.provideInput(undefined);
    guest.onOutput((fd, bytes) => {
      (fd === 1 ? process.stdout : process.stderr).write(bytes);
      if (bytes.length > 0) this.guestColumn = bytes[bytes.length - 1] === 10 ? 0 : 1;
    });
    guest.onNotice(({ text, pc }) => this.print(noticeText(this.program.image, text, pc)));
    const console = new Console(session, this.sources(session), before);
    if (!before) console.signals.useGdbDefaults();
    return console;
  }

  private async drive(execution: Execution): Promise<void> {
    this.running = execution;
    let stop: StopInfo | undefined;
    while (!stop) {
      stop = execution.advance(SLICE);
      if (!stop) await turn();
    }
    this.running = undefined;
    this.print(this.console.stopText(stop));
  }
}
