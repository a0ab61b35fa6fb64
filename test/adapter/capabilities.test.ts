/**
 * Every declared capability, and every request, in one transcript: of a real and of an embedded program, over stdio and over a
 * socket, which say the same byte for byte.
 */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allowedStates } from '../../src/adapter/states';
import { capabilities, handlers } from '../../src/adapter/topics';
import { scratchFolder } from '../support/folders';
import { buildGo, debugFlags, sourceOf } from '../support/go';
import { requireTool } from '../support/tools';
import { exercises, source, Steps } from './capability-session';
import { assertGolden, Recorder } from './transcript';
import { dapServer } from './server';

const folder = scratchFolder('capabilities');
const file = join(folder, 'capabilities.go');
const slowGo = join(folder, 'slow-go');

describe('capabilities', () => {
  before(() => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, source);
    writeFileSync(slowGo, '#!/bin/sh\nsleep 1000\n', { mode: 0o755 });
  });

  it('are declared with an exercise each, and no exercise is of something else', () => {
    assert.deepEqual(Object.keys(exercises).sort(), Object.keys(capabilities).sort());
    assert.deepEqual(Object.keys(allowedStates).filter((name) => name !== 'initialize').sort(), Object.keys(handlers).sort());
  });

  async function transcript(kind: 'go' | 'embedded', port?: number): Promise<string> {
    const recorder = new Recorder();
    await recorder.start(port);
    try {
      const program = kind === 'go' ? buildGo([file], debugFlags) : file;
      const launch = { program, runtime: kind === 'go' ? undefined : 'embedded', cwd: '/tmp', gomaxprocs: 1, stopOnEntry: true };
      const session = new Steps(recorder, launch, kind === 'go' ? sourceOf(program, 'capabilities.go') : file, slowGo);
      await recorder.request('initialize', { adapterID: 'gosched', linesStartAt1: true, columnsStartAt1: true, pathFormat: 'path', supportsANSIStyling: true, supportsMemoryEvent: true, supportsInvalidatedEvent: true, supportsProgressReporting: true });
      for (const [name, exercise] of Object.entries(exercises)) {
        recorder.note(`--- ${name}`);
        await exercise(session);
      }
    } finally {
      await recorder.stop();
    }
    const text = recorder.text().replace(/gosched-\d+/g, 'gosched-N');
    const sections = text.split(/^# --- /m).slice(1);
    for (const section of sections) assert.match(section, /^<- (?!.* failed: )/m, `no answer in ${section}`);
    assert.deepEqual(Object.keys(allowedStates).filter((name) => !recorder.requested.has(name)), [], 'requests that are never made');
    return text;
  }

  for (const kind of ['go', 'embedded'] as const) it(`all work on a program of the ${kind === 'go' ? 'real' : 'embedded'} runtime, over stdio and over a socket`, async function () {
    if (kind === 'go') requireTool(this, 'go');
    const overStdio = await transcript(kind);
    assertGolden(`capabilities-${kind === 'go' ? 'go1.19' : 'embedded'}`, overStdio);
    const { child, port } = await dapServer();
    try {
      assert.equal(await transcript(kind, port), overStdio);
    } finally {
      child.kill();
    }
  });
});
