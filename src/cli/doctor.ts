import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { freemem, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { createNodeHost } from '../adapter/host/node-host';
import { findGo, goInstallation } from '../adapter/host/node-goroot';
import { loadProgram } from '../adapter/launch/load';
import { DEFAULT_EDITION, EDITIONS } from '../embedded/library';
import { parseLine, UsageError } from './options';
import { usages } from './usage';

const OLDEST_NODE = 20;
/** Bytes: a program's limit is 3 GiB if nothing else is said, and checkpoints come on top of it. */
const COMFORTABLE = 4 * 2 ** 30;

/** One line of the report: ok; not there, but only some things need it; or wrong. */
interface Finding { readonly state: 'ok' | 'missing' | 'bad'; readonly what: string; readonly text: string }

/** `gosched doctor`: 0 if everything that is needed works. */
export async function doctor(line: readonly string[]): Promise<number> {
  const parsed = parseLine(line, { help: { type: 'boolean', short: 'h' } });
  if (parsed.values.help) {
    console.log(usages.doctor);
    return 0;
  }
  if (parsed.program !== undefined) throw new UsageError(`doctor takes no program (${parsed.program})`);
  const findings = [node(), memory(), go(), gdb(), ...await editions()];
  for (const { state, what, text } of findings) console.log(`${{ ok: 'ok     ', missing: 'missing', bad: 'BAD    ' }[state]}  ${what.padEnd(16)} ${text}`);
  const isWell = findings.every(({ state }) => state !== 'bad');
  console.log(isWell ? 'gosched works here.' : 'gosched does not work as it should: see what is BAD.');
  return isWell ? 0 : 1;
}

function node(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  const isNew = major >= OLDEST_NODE;
  return { state: isNew ? 'ok' : 'bad', what: 'Node', text: `${process.version} on ${process.platform}/${process.arch}${isNew ? '' : `: version ${OLDEST_NODE} or newer is needed`}` };
}

function memory(): Finding {
  const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const isEnough = totalmem() >= COMFORTABLE;
  return { state: isEnough ? 'ok' : 'missing', what: 'memory', text: `${gib(freemem())} free of ${gib(totalmem())}${isEnough ? '' : ': give large programs a limit with --max-memory'}` };
}

function go(): Finding {
  const found = goInstallation(undefined);
  const path = findGo(undefined);
  if (!found || !path) return { state: 'missing', what: 'Go', text: 'not found: .go files are built with --runtime embedded only; executables run all the same' };
  return { state: 'ok', what: 'Go', text: `${found.version} at ${path}: builds .go files and folders` };
}

/** Not needed by gosched itself: its transcripts are compared with it. */
function gdb(): Finding {
  try {
    return { state: 'ok', what: 'gdb', text: execFileSync('gdb', ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 10_000 }).split('\n')[0] };
  } catch {
    return { state: 'missing', what: 'gdb', text: 'not found: only the tests use it' };
  }
}

/** Instructions within which the program has to end; it takes about a million. */
const ENOUGH = 200_000_000;

/** Each edition of the embedded runtime compiles and runs a program to its end. */
async function editions(): Promise<Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'gosched-doctor-'));
  const file = join(folder, 'hello.go');
  try {
    writeFileSync(file, 'package main\n\nfunc main() {\n\tc := make(chan string)\n\tgo func() { c <- "hello" }()\n\tprintln(<-c)\n}\n');
    const findings: Finding[] = [];
    for (const edition of EDITIONS) findings.push(await tried(file, edition));
    return findings;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function tried(file: string, edition: string): Promise<Finding> {
  const what = `embedded ${edition}`;
  try {
    const { process: guest } = (await loadProgram(createNodeHost(), { program: file, runtime: 'embedded', edition, cwd: tmpdir() })).start();
    let output = '';
    guest.onOutput((_fd, bytes) => { output += new TextDecoder().decode(bytes); });
    const stop = guest.run({ maxInstructions: ENOUGH });
    const isRight = stop.kind === 'exited' && stop.code === 0 && output === 'hello\n';
    return { state: isRight ? 'ok' : 'bad', what, text: isRight ? `compiles and runs a program${edition === DEFAULT_EDITION ? ' (the default)' : ''}` : `its program ended with "${stop.kind}" after it wrote ${JSON.stringify(output)}` };
  } catch (error) {
    return { state: 'bad', what, text: (error as Error).message.split('\n')[0] };
  }
}
