/** Scripts of syscalls that run natively (syscall-runner.c), on our handlers, and with the runner on the machine; the printed results must agree. */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeFiles } from '../../../src/adapter/host/node-files';
import { loadElf } from '../../../src/image/load-elf';
import { createProcess, defaultLaunch } from '../../../src/linux/process';
import { SYSCALL_NUMBERS } from '../../../src/linux/syscalls/numbers';
import { createMachine } from '../../../src/machine/machine';
import { TestKernel } from './test-kernel';
import { PATIENCE_MS } from '../../support/patience';

/** An argument: an integer, a string, bytes, an output buffer, a reference, or an array of words. */
export type Argument = number | string | { bytes: number[] | Uint8Array } | { out: number } | { got: number } | 'STAT' | 'DENTS' | 'EVENTS'
  | { result: number } | { of: number; at: number } | { words: Argument[] };
export type Step = [name: string, ...args: Argument[]];

export const STAT = 'STAT', DENTS = 'DENTS', EVENTS = 'EVENTS';
const hex = (bytes: Uint8Array | number[]): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function encode(argument: Argument): string {
  if (typeof argument === 'number') return `i${argument}`;
  if (argument === STAT || argument === DENTS || argument === EVENTS) return argument[0];
  if (typeof argument === 'string') return `s${hex(text(argument))}`;
  if ('bytes' in argument) return `b${hex(argument.bytes)}`;
  if ('out' in argument) return `o${argument.out}`;
  if ('got' in argument) return `r${argument.got}`;
  if ('result' in argument) return `R${argument.result}`;
  if ('of' in argument) return `A${argument.of}.${argument.at}`;
  return `( ${argument.words.map(encode).join(' ')} )`;
}

let runner: string | undefined;
/** undefined: there is no gcc here. */
function compileRunner(): string | undefined {
  if (runner) return runner;
  const target = join(mkdtempSync(join(tmpdir(), 'gosched-runner-')), 'runner');
  chmodSync(join(target, '..'), 0o755);
  const built = spawnSync('gcc', ['-O1', '-static', '-march=x86-64', '-o', target, join(__dirname, 'syscall-runner.c')], { encoding: 'utf8' });
  if (built.error) return undefined;
  if (built.status !== 0) throw new Error(built.stderr);
  process.on('exit', () => rmSync(join(target, '..'), { recursive: true, force: true }));
  return runner = target;
}

function scriptText(steps: Step[]): string {
  return steps.map(([name, ...args]) => `${SYSCALL_NUMBERS.get(name)} ${args.map(encode).join(' ')}\n`).join('');
}

/** The runner itself, on the emulated machine. */
function runOnMachine(steps: Step[]): string[] {
  const program = compileRunner()!;
  const folder = mkdtempSync(join(tmpdir(), 'gosched-script-'));
  chmodSync(folder, 0o755);
  try {
    const guest = createProcess(loadElf(program, readFileSync(program)), createMachine(), new NodeFiles(), { ...defaultLaunch([program]), cwd: folder });
    const chunks: Uint8Array[] = [];
    guest.onOutput((_fd, bytes) => chunks.push(bytes.slice()));
    guest.provideInput(text(scriptText(steps)));
    guest.provideInput(undefined);
    const stop = guest.run({ maxInstructions: 500_000_000 });
    if (stop.kind !== 'exited' || stop.code !== 0) throw new Error(`runner on the machine: ${JSON.stringify(stop)}`);
    return Buffer.concat(chunks).toString().trim().split('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function runNatively(steps: Step[]): string[] | undefined {
  const program = compileRunner();
  if (!program) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'gosched-script-'));
  chmodSync(folder, 0o755);
  if (process.getuid?.() === 0) chownSync(folder, 1000, 1000);
  try {
    const result = spawnSync(program, [], { cwd: folder, input: scriptText(steps), encoding: 'utf8', timeout: PATIENCE_MS });
    if (result.status !== 0) throw new Error(`runner: ${result.error?.message ?? result.stderr} ${result.signal}`);
    return result.stdout.trim().split('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Out { kind: string; address: number; size: number }

/** The same script on the handlers, printed the same way. */
export function runHere(steps: Step[], kernel = new TestKernel()): string[] {
  kernel.call(1, 'mkdir', kernel.flat.put(new Uint8Array([...text('work'), 0])), 0o755);
  kernel.call(1, 'chdir', kernel.flat.put(new Uint8Array([...text('work'), 0])));
  const lines: string[] = [];
  const results: number[] = [];
  const outputs: Uint8Array[] = [];
  const { flat } = kernel;
  steps.forEach(([name, ...args], index) => {
    flat.forget();
    const outs: Out[] = [];
    const value = (argument: Argument): number | bigint => {
      if (typeof argument === 'number') return argument;
      if (argument === STAT || argument === DENTS || argument === EVENTS) {
        const size = argument === STAT ? 144 : 65536;
        outs.push({ kind: argument[0], address: flat.allocate(size), size });
        return outs.at(-1)!.address;
      }
      if (typeof argument === 'string') return flat.put(new Uint8Array([...text(argument), 0]));
      if ('bytes' in argument) return flat.put(Uint8Array.from(argument.bytes));
      if ('result' in argument) return results[argument.result];
      if ('of' in argument) return new DataView(outputs[argument.of].buffer).getInt32(argument.at, true);
      if ('words' in argument) {
        const words = new DataView(new ArrayBuffer(512));
        argument.words.forEach((word, i) => words.setBigInt64(i * 8, BigInt(value(word)), true));
        return flat.put(new Uint8Array(words.buffer));
      }
      const size = 'out' in argument ? argument.out : argument.got;
      outs.push({ kind: 'out' in argument ? 'o' : 'r', address: flat.allocate(size), size });
      return outs.at(-1)!.address;
    };
    let result = kernel.call(1, name, ...args.map(value));
    const deadline = result === undefined ? kernel.waitOf(1)?.deadlineNs : undefined;
    if (deadline !== undefined) { // nothing else will happen: time passes
      kernel.advance(deadline - kernel.state.nowNs);
      result = kernel.finished.get(1);
    }
    if (result === undefined) throw new Error(`step ${index} ${name} waits for ${kernel.waitOf(1)?.waitingFor}`);
    results.push(result);
    outputs.push(outs.length > 0 ? flat.userRead(outs[0].address, outs[0].size) : new Uint8Array(0));
    lines.push(`${index} ${result}${result < 0 ? '' : outs.map((out) => show(out, flat.userRead(out.address, out.size), result)).join('')}`);
  });
  return lines;
}

function show(out: Out, bytes: Uint8Array, result: number): string {
  const data = new DataView(bytes.buffer);
  switch (out.kind) {
    case 'S': {
      const mode = data.getUint32(24, true), type = mode & 0o170000;
      return ` [mode ${mode.toString(8)} nlink ${type === 0o040000 ? 0 : data.getUint32(16, true)} uid ${data.getUint32(28, true)} gid ${data.getUint32(32, true)} size ${type === 0o100000 || type === 0o120000 ? data.getUint32(48, true) : 0} blksize]`;
    }
    case 'D': {
      const names: string[] = [];
      for (let at = 0; at < result; at += data.getUint16(at + 16, true)) {
        const end = bytes.indexOf(0, at + 19);
        names.push(`${new TextDecoder().decode(bytes.subarray(at + 19, end))}:${bytes[at + 18]}`);
      }
      return names.sort().map((name) => ` ${name}`).join('');
    }
    case 'E': {
      let shown = '';
      for (let i = 0; i < result; i++) shown += ` {${data.getUint32(i * 12, true).toString(16)} ${data.getBigUint64(i * 12 + 4, true).toString(16)}}`;
      return shown;
    }
    default: return ' ' + hex(out.kind === 'r' ? bytes.subarray(0, Math.min(result, bytes.length)) : bytes);
  }
}

/** Collects steps; adding one gives a reference to its result. */
export class Script {
  readonly steps: Step[] = [];
  add(name: string, ...args: Argument[]): { result: number } {
    this.steps.push([name, ...args]);
    return { result: this.steps.length - 1 };
  }
  /** The int at `at` of a step's output buffer. */
  static at(step: { result: number }, at: number): Argument { return { of: step.result, at }; }
}

/** Fails with the first lines that differ, each with its syscall. */
export function compare(script: Script): void {
  const native = runNatively(script.steps);
  if (!native) throw new Error('gcc does not work');
  for (const [where, results] of [['handlers', runHere(script.steps)], ['machine', runOnMachine(script.steps)]] as const) {
    const wrong = script.steps.flatMap((step, i) => (native[i] === results[i] ? [] : [`${JSON.stringify(step)}\n    native: ${native[i]}\n    ${where}: ${results[i]}`]));
    if (wrong.length > 0) throw new Error(`${wrong.length} of ${script.steps.length} steps differ:\n  ${wrong.slice(0, 12).join('\n  ')}`);
  }
}
