/** Core dumps of native Go programs for tests: built, run until they print a line, dumped by gcore, kept by content. */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { scratchFolder } from '../support/folders';
import { loadElf } from '../../src/image/load-elf';
import type { ProgramImage } from '../../src/image/program-image';
import type { Process } from '../../src/linux/api';
import { createSchedulerView, type GoSchedulerView } from '../../src/scheduler/view';
import { openCore } from './core-process';
import { PATIENCE_MS } from '../support/patience';

export interface NativeCore { path: string; image: ProgramImage; process: Process; scheduler: GoSchedulerView; output: string; close(): void }

const folder = scratchFolder('cores');
const CORE = 'core', OUTPUT = 'output.txt';

/** Runs `program` natively until its output has `ready`, and dumps it. Needs gdb (gcore). */
export async function coreOf(program: string, ready: RegExp, args: string[] = [], env: Record<string, string> = {}): Promise<NativeCore> {
  mkdirSync(folder, { recursive: true });
  const key = createHash('sha256').update(readFileSync(program)).update(JSON.stringify([args, env])).digest('hex').slice(0, 16);
  const kept = join(folder, `${basename(program)}-${key}`);
  if (!existsSync(kept)) await dump(program, ready, args, env, kept);
  return openNative(program, join(kept, CORE));
}

/** `stripped`: as if the program had no symbol table and no DWARF; code and data stay where they are. */
export function openNative(program: string, core: string, stripped = false): NativeCore {
  const bytes = readFileSync(program);
  const image = loadElf(program, stripped ? withoutSymbols(bytes) : bytes);
  const { process, close } = openCore(core, image);
  return { image, process, path: core, scheduler: createSchedulerView(process, image), output: readFileSync(join(dirname(core), OUTPUT), 'utf8'), close };
}

/** What `strip -s` does, done to the section headers only. */
export function withoutSymbols(elf: Buffer): Buffer {
  const bytes = Buffer.from(elf);
  const [table, size, count, names] = [Number(bytes.readBigUInt64LE(40)), bytes.readUInt16LE(58), bytes.readUInt16LE(60), bytes.readUInt16LE(62)];
  const header = (index: number) => table + index * size;
  const strings = Number(bytes.readBigUInt64LE(header(names) + 24));
  for (let index = 0; index < count; index++) {
    const at = strings + bytes.readUInt32LE(header(index));
    const name = bytes.toString('latin1', at, bytes.indexOf(0, at));
    if (!/^\.(symtab|strtab|z?debug_.*)$/.test(name)) continue;
    bytes.writeUInt32LE(0, header(index) + 4);
    bytes.writeBigUInt64LE(0n, header(index) + 32);
  }
  return bytes;
}

async function dump(program: string, ready: RegExp, args: string[], env: Record<string, string>, kept: string): Promise<void> {
  const child = spawn(program, args, { env: { ...env, PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const output = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stdout.on('data', (data) => {
        text += String(data);
        if (ready.test(text)) resolve(text);
      });
      child.on('exit', (code) => reject(new Error(`${program} ended with ${code} before it printed ${ready}`)));
    });
    const scratch = mkdtempSync(join(folder, 'dump-'));
    execFileSync('gcore', ['-o', join(scratch, 'core'), String(child.pid)], { stdio: 'ignore', timeout: PATIENCE_MS });
    renameSync(join(scratch, `core.${child.pid}`), join(scratch, CORE));
    writeFileSync(join(scratch, OUTPUT), output);
    // Another test process may have made one meanwhile: core and output of one run belong together.
    try {
      renameSync(scratch, kept);
    } catch (error) {
      if (!existsSync(kept)) throw error;
      rmSync(scratch, { recursive: true });
    }
  } finally {
    child.kill('SIGKILL');
  }
}
