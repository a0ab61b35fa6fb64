/**
 * The states that programs go through: their hashes at some instruction counts, which are the same for every run.
 * As a script (FILE of jobs, then `interpreted` or `translated`) it prints the Node version and the trail of each job, a line each.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { NodeFiles } from '../../src/adapter/host/node-files';
import { loadElf } from '../../src/image/load-elf';
import { createProcess, defaultLaunch } from '../../src/linux/process';
import type { Machine } from '../../src/machine/api';
import { createMachine, type MachineOptions } from '../../src/machine/machine';
import { isImageFile, loadImageFile } from '../../src/toolchain/image';
import type { Job } from './suite';

export interface Trail {
  readonly name: string;
  /** "instructions events hash" */
  readonly states: readonly string[];
  readonly virtualNs: number;
  readonly exit: { code: number } | { signal: number } | null;
  /** of all that was written to standard output and error */
  readonly output: string;
  readonly regions: number;
}

/** Instructions to the first state that is looked at, at most, and between later ones. */
const FIRST = 200_000;
const MOST = 30_000_000;

/** Runs jobs one after the other on one machine, put back to its beginning before each. */
export function* trails(jobs: readonly Job[], options: MachineOptions): Generator<Trail> {
  const machine = createMachine(options);
  const blank = machine.checkpoint();
  for (const job of jobs) {
    machine.restore(blank);
    yield trail(machine, job);
  }
}

function trail(machine: Machine, { name, path, launch, input, limit }: Job): Trail {
  const bytes = readFileSync(path);
  const image = isImageFile(bytes) ? loadImageFile(bytes, path) : loadElf(path, bytes);
  const before = machine.stats.translatedRegions;
  const guest = createProcess(image, machine, new NodeFiles(), { ...defaultLaunch([path]), ...launch });
  const output = createHash('sha256');
  guest.onOutput((fd, text) => { output.update(`${fd} ${text.length} `).update(text); });
  if (input !== '') guest.provideInput(new TextEncoder().encode(input));
  guest.provideInput(undefined);
  const states: string[] = [];
  // xorshift: the same counts each time, at no round numbers.
  let x = 7;
  for (let piece = FIRST; ; piece = Math.min(piece * 2, MOST)) {
    x ^= x << 13; x ^= x >>> 17; x ^= x << 5;
    const rest = limit - guest.retired;
    const stop = guest.run({ maxInstructions: Math.min(rest, 1 + (x >>> 0) % piece) });
    states.push(`${guest.retired} ${guest.events} ${guest.stateHash()}`);
    if (stop.kind !== 'limit' || guest.retired >= limit) break;
  }
  return { name, states, virtualNs: guest.virtualNs, exit: guest.exit ?? null, output: output.digest('hex'), regions: machine.stats.translatedRegions - before };
}

const [, script, file, mode] = process.argv;
if (/trail\.c?js$/.test(script)) {
  console.log(JSON.stringify(process.versions.node));
  for (const made of trails(JSON.parse(readFileSync(file, 'utf8')) as Job[], { translate: mode !== 'interpreted' })) console.log(JSON.stringify(made));
}
