import { hostMs } from '../adapter/host/node-clock';
import type { ProgramOptions } from '../adapter/launch/options';
import type { Holds } from '../debugger/holds';
import type { ProgramImage } from '../image/program-image';
import type { Process, ProcessStop, RunRequest } from '../linux/api';
import { GuestInput } from './guest-input';
import { parseLine, programOptions, type ParsedLine, readProgramOptions, timeLimit } from './options';
import { writeOutput } from './output';
import { usages } from './usage';

/** Instructions between two looks at the host's signals. */
const SLICE = 20_000_000;
const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

/** "0x4a3f10 in runtime.mcall" */
function placeText(image: ProgramImage, pc: number): string {
  const fn = image.functions.at(pc);
  return `0x${pc.toString(16)}${fn ? ` in ${fn.name}` : ''}`;
}

/** What the kernel could not do, and where the program asked for it. */
export function noticeText(image: ProgramImage, text: string, pc: number): string { return pc > 0 ? `${text}, at ${placeText(image, pc)}` : text; }

/** The line behind `gosched run`. @throws UsageError */
export function parseRunLine(line: readonly string[]): ParsedLine { return parseLine(line, { ...programOptions, stats: { type: 'boolean' } }); }

/** A process of the program, and the part of its schedule that the user has made by hand. */
export interface Runnable { readonly image: ProgramImage; readonly process: Process; readonly holds?: Holds }

/** `gosched run`: the exit code. `load` finds the program and makes a process of it. */
export async function run(parsed: ParsedLine, load: (options: ProgramOptions) => Promise<Runnable>): Promise<number> {
  if (parsed.values.help) {
    console.log(usages.run);
    return 0;
  }
  const options = readProgramOptions(parsed, usages.run);
  const begun = hostMs();
  const { image, process: guest, holds } = await load(options);
  guest.onOutput(writeOutput);

  const end = await toTheEnd(guest, (request) => (holds ?? guest).run(request), options.maxInstructions ?? Infinity, timeLimit(options.maxTime));
  const code = exitCode(guest, image, end);
  if (parsed.values.stats) {
    const { translatedRegions, checkpoints } = guest.machine.stats;
    writeOutput(2, Buffer.from(`${JSON.stringify({
      instructions: guest.retired, virtualNs: guest.virtualNs, hostMs: Math.round(hostMs() - begun), checkpoints, translatedRegions,
      syscalls: guest.syscallCounts, stateHash: guest.stateHash(),
    })}\n`));
  }
  return code;
}

export function note(text: string): void { writeOutput(2, Buffer.from(`gosched: ${text}\n`)); }

/** Runs the program, by `step` in slices, until it ends or a limit is reached; input and signals of the host reach it. */
export async function toTheEnd(guest: Process, step: (request: RunRequest) => ProcessStop, maxInstructions: number, untilNs: number | undefined): Promise<ProcessStop> {
  const input = new GuestInput(guest);
  input.begin();
  const detach = forwardSignals(guest, input);
  try {
    for (;;) {
      const budget = Math.min(SLICE, maxInstructions - guest.retired);
      if (budget <= 0) return { kind: 'limit' };
      const stop = step({ maxInstructions: budget, untilNs });
      if (stop.kind === 'limit' && untilNs !== undefined && guest.virtualNs >= untilNs) return stop;
      if (stop.kind === 'stuck' && await input.more()) continue;
      if (stop.kind !== 'limit' && !await input.handle(stop)) return stop;
      if (stop.kind === 'limit') await turn();
    }
  } finally {
    detach();
    input.stop();
  }
}

/** Ctrl-C and SIGTERM reach the guest; a second Ctrl-C that changes nothing ends the run. */
function forwardSignals(guest: Process, input: GuestInput): () => void {
  let interrupts = 0;
  const forward = (number: number) => (): void => {
    if (number === 2 && ++interrupts > 2) process.exit(130);
    guest.sendSignal(number);
    input.interrupt();
  };
  const [interrupt, terminate] = [forward(2), forward(15)];
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', terminate);
  return () => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', terminate);
  };
}

/** The exit code, after having said in one line what was not ordinary. */
export function exitCode(guest: Process, image: ProgramImage, stop: ProcessStop): number {
  let incomplete = false;
  for (const { kind, text, pc } of guest.notices) {
    if (kind === 'unknown-syscall') incomplete = true;
    note(noticeText(image, text, pc));
  }
  switch (stop.kind) {
    // What a program did without a syscall that it asked for is not to be trusted.
    case 'exited': return stop.code === 0 && incomplete ? 2 : stop.code;
    case 'killed':
      note(`killed by ${stop.signalName} at ${placeText(image, stop.pc)}`);
      return 128 + stop.signal;
    case 'limit':
      note(guest.retired > 0 ? `the limit is reached after ${guest.retired} instructions and ${guest.virtualNs} ns of virtual time (--max-instructions, --max-time)` : 'the limit is 0');
      return 2;
    case 'stuck':
      note(`nothing can run any more: ${stop.reason}`);
      return 2;
    case 'unsupported':
      note(`this machine cannot do that: ${stop.what}, at ${placeText(image, stop.pc)}`);
      return 2;
    case 'memory-limit':
      note(`the memory limit is reached with ${stop.bytes} bytes in use, at ${placeText(image, stop.pc)} (--max-memory)`);
      return 2;
    default:
      note(`stopped unexpectedly: ${stop.kind}`);
      return 2;
  }
}
