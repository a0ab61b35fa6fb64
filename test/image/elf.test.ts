import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadElf } from '../../src/image/load-elf';
import { ImageError } from '../../src/image/program-image';
import { goCommand, goEnvironment } from '../support/go';
import { requireTool } from '../support/tools';
import { goTool, imageOf, npmPrograms, program, source } from './support';

describe('image: ELF files', function () {
  let good: Uint8Array;
  before(function () {
    requireTool(this, 'go');
    good = new Uint8Array(readFileSync(program('optimised')));
  });

  /** The message for bytes derived from a good program. */
  function messageOf(change: (bytes: Uint8Array) => Uint8Array | void): string {
    const bytes = good.slice();
    try {
      loadElf('p', change(bytes) ?? bytes);
    } catch (error) {
      assert.ok(error instanceof ImageError, String(error));
      assert.ok(!error.message.includes('\n'));
      return error.message;
    }
    return 'loaded';
  }

  const patched = (at: number, ...values: number[]) => (bytes: Uint8Array): void => bytes.set(values, at);

  it('says what is wrong with a file that cannot run, and what to do', () => {
    assert.match(messageOf(() => new Uint8Array(0)), /^p: the file is empty; give a static linux\/amd64 Go executable/);
    assert.match(messageOf(() => new TextEncoder().encode('#!/bin/sh\n')), /^p: not an ELF executable but a script; build it with GOOS=linux/);
    assert.match(messageOf(() => new TextEncoder().encode('MZ......')), /a Windows executable/);
    assert.match(messageOf(() => new TextEncoder().encode('package main')), /^p: not an ELF executable; build it/);
    assert.match(messageOf((bytes) => bytes.subarray(0, 40)), /^p: truncated: 40 bytes do not hold an ELF header/);
    assert.match(messageOf((bytes) => bytes.subarray(0, 5000)), /^p: truncated: the segment at 0x400000 needs bytes up to \d+, the file has 5000/);
    assert.match(messageOf((bytes) => bytes.subarray(0, 100)), /^p: truncated: the program headers/);
    assert.match(messageOf(patched(18, 183, 0)), /^p: built for arm64, not for amd64; build it with GOOS=linux GOARCH=amd64/);
    assert.match(messageOf(patched(4, 1)), /^p: a 32-bit ELF file/);
    assert.match(messageOf(patched(5, 2)), /^p: a big-endian ELF file/);
    assert.match(messageOf(patched(16, 1, 0)), /an object file/);
    assert.match(messageOf(patched(24, 0, 0, 0, 0)), /the entry point 0x0 is not in an executable segment/);
    assert.match(messageOf(patched(64 + 56 * 2, 3, 0, 0, 0)), /dynamically linked: it needs the system's C library; build it with CGO_ENABLED=0/);
  });

  it('refuses what other builds of Go make', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gosched-elf-'));
    const build = (name: string, flags: string[], environment: NodeJS.ProcessEnv): string => {
      const path = join(folder, name);
      execFileSync(goCommand, ['build', '-o', path, ...flags, source], { env: { ...goEnvironment(), ...environment }, stdio: 'pipe' });
      return path;
    };
    const message = (path: string): string => {
      try {
        loadElf('p', new Uint8Array(readFileSync(path)));
        return 'loaded';
      } catch (error) {
        assert.ok(error instanceof ImageError);
        return error.message;
      }
    };
    try {
      assert.match(message(build('v3', [], { GOAMD64: 'v3' })), /^p: built with GOAMD64=v3, this machine is a baseline amd64 \(v1\); build it with GOAMD64=v1$/);
      assert.match(message(build('pie', ['-buildmode=pie'], {})), /^p: a (dynamically linked )?position-independent executable/);
      assert.match(message(build('arm', [], { GOARCH: 'arm64' })), /^p: built for arm64/);
      assert.match(message(build('exe', [], { GOOS: 'windows' })), /a Windows executable/);
      // Without its build information the level shows in the start-up code.
      const path = build('v2', ['-ldflags=-s -w'], { GOAMD64: 'v2' });
      const bytes = new Uint8Array(readFileSync(path));
      for (let at = Buffer.from(bytes).indexOf('Go buildinf:'); at >= 0; at = Buffer.from(bytes).indexOf('Go buildinf:', at + 1)) bytes.set([0x2d], at);
      writeFileSync(path, bytes);
      assert.match(message(path), /GOAMD64=v2/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('finds the Go version with and without build information', () => {
    assert.equal(imageOf(program('optimised')).goVersion?.text, 'go1.19.8');
    assert.deepEqual(imageOf(program('stripped')).goVersion, { text: 'go1.19.8', minor: 19, patch: 8 });
    const hidden = good.slice();
    const at = Buffer.from(hidden).indexOf('\xff Go buildinf:', 'latin1');
    hidden.fill(0, at, at + 32);
    assert.equal(loadElf('p', hidden).goVersion?.text, 'go1.19.8', 'from runtime.buildVersion');
    for (const { path, version } of npmPrograms) {
      const found = imageOf(path).goVersion;
      if (version) assert.equal(found?.text, version); else assert.ok(found && found.minor >= 23, `${found?.text}`);
    }
  });

  it('runs a static executable that is not Go, without tables', function () {
    requireTool(this, 'gcc');
    const folder = mkdtempSync(join(tmpdir(), 'gosched-elf-'));
    try {
      writeFileSync(join(folder, 'a.c'), 'int main(void) { return 3; }');
      execFileSync('gcc', ['-g', '-static', '-no-pie', '-o', join(folder, 'static'), join(folder, 'a.c')]);
      execFileSync('gcc', ['-no-pie', '-o', join(folder, 'dynamic'), join(folder, 'a.c')]);
      const image = loadElf('c', new Uint8Array(readFileSync(join(folder, 'static'))));
      assert.equal(image.goVersion, undefined);
      assert.equal(image.functions.all.length, 0);
      assert.equal(image.lines.at(image.symbols.byName('main')!.address)?.line, 1);
      assert.throws(() => loadElf('c', new Uint8Array(readFileSync(join(folder, 'dynamic')))), /^(Image)?Error: c: dynamically linked/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('reads the symbols that go tool nm lists', () => {
    const path = program('optimised');
    const image = imageOf(path);
    let compared = 0;
    for (const line of goTool('nm', ['-size', path])) {
      const match = /^ *([0-9a-f]+) +(\d+) ([TtDdBbRr]) (.+)$/.exec(line);
      if (!match) continue;
      const [, address, size, , name] = match;
      const at = image.symbols.at(parseInt(address, 16));
      assert.ok(at, name);
      assert.equal(at.address, parseInt(address, 16), name);
      if (at.name === name) assert.equal(at.size, Number(size), name);
      assert.ok(image.symbols.byName(name), name);
      compared++;
    }
    assert.ok(compared > 2000, `${compared}`);
    assert.equal(imageOf(program('stripped')).symbols.byName('main.main'), undefined);
  });

  it('maps segments as the program headers say', () => {
    const image = imageOf(program('optimised'));
    assert.deepEqual(image.segments.map((segment) => segment.prot), [5, 1, 3]);
    assert.equal(image.segments[0].address, 0x400000);
    assert.deepEqual(image.programHeaders, { address: 0x400040, entrySize: 56, count: 7 });
    assert.ok(image.segments[2].memorySize > image.segments[2].bytes.length);
    assert.equal(image.entry, image.functions.byName('_rt0_amd64_linux')?.entry);
  });
});
