/** Programs that the tests of src/image read, and other readers of the same formats to compare with. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { inflateSync } from 'node:zlib';
import { loadElf } from '../../src/image/load-elf';
import type { ProgramImage } from '../../src/image/program-image';
import { buildGo, goCommand, goEnvironment } from '../support/go';
import { PATIENCE_MS } from '../support/patience';

export const source = resolve(__dirname, 'fixtures/variety.go');

/** Ways to build the fixture. */
export const builds = {
  optimised: [], debug: ['-gcflags', 'all=-N -l'], stripped: ['-ldflags=-s -w'], uncompressed: ['-ldflags=-compressdwarf=false'],
};

export function program(kind: keyof typeof builds): string { return buildGo([source], builds[kind]); }

/** Go executables from npm: their Go versions and whether they carry symbols and DWARF. */
export const npmPrograms = [
  { path: 'esbuild-go113/bin/esbuild', version: 'go1.13.8', dwarf: true },
  { path: 'esbuild-go114/bin/esbuild', version: 'go1.14.2', dwarf: true },
  { path: 'esbuild-go119/bin/esbuild', version: 'go1.19.3', dwarf: false },
  { path: 'esbuild-go125/bin/esbuild', version: 'go1.25.7', dwarf: false },
  { path: '@esbuild/linux-x64/bin/esbuild', version: undefined, dwarf: false },
].map((entry) => ({ ...entry, path: resolve(__dirname, '../../node_modules', entry.path) })).filter((entry) => existsSync(entry.path));

const images = new Map<string, ProgramImage>();

export function imageOf(path: string): ProgramImage {
  let image = images.get(path);
  if (!image) images.set(path, image = loadElf(path, new Uint8Array(readFileSync(path)), { inflate: (data) => inflateSync(data) }));
  return image;
}

/** Standard output of a tool, in lines. */
export function run(command: string, args: string[], input?: string): string[] {
  return execFileSync(command, args, { input, maxBuffer: 1 << 28, stdio: ['pipe', 'pipe', 'ignore'], timeout: PATIENCE_MS }).toString().split('\n');
}

export function goTool(tool: string, args: string[], input?: string): string[] {
  return execFileSync(goCommand, ['tool', tool, ...args], { input, env: goEnvironment(), maxBuffer: 1 << 28, timeout: PATIENCE_MS }).toString().split('\n');
}

/** Every n-th pc of all code, so that each table is met; n is prime to stay clear of alignment. */
export function samplePcs(image: ProgramImage, step: number): number[] {
  const pcs: number[] = [];
  const { all } = image.functions;
  for (let pc = all[0].entry; pc < all[all.length - 1].end; pc += step) pcs.push(pc);
  return pcs;
}

export const hex = (value: number): string => `0x${value.toString(16)}`;
