/** Looking back for one thing: each finds what a run forwards has met, in reverse order, and then the start of history. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { complete, START } from '../../../src/debugger/history/history';
import { isFound, previousAccess, previousArrival, previousReturn, previousSchedulerEvent } from '../../../src/debugger/history/previous';
import { SchedulerEvents } from '../../../src/debugger/trace/events';
import { buildGo, debugFlags, referenceFolder } from '../../support/go';
import { requireTool } from '../../support/tools';
import { debug, start, type Started } from './support';

describe('looking back', function () {
  before(function () { requireTool(this, 'go'); });

  function s2(): Started {
    const program = buildGo([join(referenceFolder, 's2_slow_globrunq.go'), join(referenceFolder, 'yield.go')], debugFlags);
    return start(program, { env: ['GOMAXPROCS=1', 'GODEBUG=asyncpreemptoff=1'] });
  }

  function toTheEnd({ process, history }: Started): void {
    while (!process.exit) history.run({ maxInstructions: 1e9 });
  }

  it('arrivals at an address', () => {
    const started = s2();
    const { process, history, image } = started;
    const entries = ['runtime.mcall', 'runtime.exitsyscall0'].map((name) => image.functions.byName(name)!.entry);
    const seen: string[] = [];
    process.machine.setBreakpoints(entries);
    for (let resumeFrom: number | undefined; ;) {
      const stop = history.run({ maxInstructions: 1e9, resumeFrom });
      if (stop.kind !== 'breakpoint') break;
      seen.push(`${stop.tid} ${stop.pc} ${process.retired} ${process.events}`);
      resumeFrom = stop.tid;
    }
    assert.ok(seen.length > 3);
    for (const expected of seen.reverse()) {
      const found = complete(previousArrival(history, entries));
      assert.ok(isFound(found));
      assert.equal(`${found.tid} ${found.pc} ${found.place.retired} ${found.place.events}`, expected);
      assert.equal(process.thread(found.tid)!.registers.rip, found.pc);
      assert.equal(process.currentTid, found.tid);
    }
    assert.equal(complete(previousArrival(history, entries)), START);
    assert.deepEqual(history.here, history.start);
  });

  it('writes and reads of a range', () => {
    const started = s2();
    const { process, history, image } = started;
    const range = { start: image.globals.byName('main.fds')!.address, length: 16 };
    const seen: string[] = [];
    const watch = (): void => { process.machine.setWatchpoints([{ id: 5, ...range, read: true, write: true }]); };
    watch();
    for (;;) {
      const stop = history.run({ maxInstructions: 1e9 });
      if (stop.kind !== 'watch') break;
      seen.push(`${stop.hits[0].access} ${stop.tid} ${stop.pc} ${process.retired - 1}`);
    }
    assert.ok(seen.some((line) => line.startsWith('read')) && seen.some((line) => line.startsWith('write')), seen.join('\n'));
    const all = { ...range, read: true, write: true };
    for (const expected of [...seen].reverse()) {
      const found = complete(previousAccess(history, all));
      assert.ok(isFound(found));
      assert.equal(`${found.hit.access} ${found.tid} ${found.pc} ${found.place.retired}`, expected);
      assert.equal(process.thread(found.tid)!.registers.rip, found.pc, 'the instruction is still to come');
      assert.deepEqual(process.machine.memory.read(range.start, 16), found.hit.before);
    }
    assert.equal(complete(previousAccess(history, all)), START);
    // Only writes, and the one just made counts.
    toTheEnd(started);
    const writes = seen.filter((line) => line.startsWith('write'));
    const found = complete(previousAccess(history, { ...range, read: false, write: true }));
    assert.ok(isFound(found));
    assert.equal(`write ${found.tid} ${found.pc} ${found.place.retired}`, writes.at(-1));
    process.run({ maxInstructions: 1 });
    const again = complete(previousAccess(history, { ...range, read: false, write: true }));
    assert.deepEqual(again, found);
  });

  it('scheduler events', () => {
    const started = s2();
    const { process, history } = started;
    const { scheduler } = debug(started);
    const seen: string[] = [];
    const events = new SchedulerEvents(process, scheduler);
    for (let version = -1; ;) {
      if (events.version !== version) process.machine.setWatchpoints(events.watchpoints());
      version = events.version;
      const stop = history.run({ maxInstructions: 1e9 });
      if (stop.kind !== 'watch') break;
      for (const event of events.take(stop.tid, stop.pc, stop.hits)) seen.push(`${event.retired} ${event.text}`);
    }
    assert.ok(seen.length > 40);
    // Events of one instruction are one step.
    const last = [...new Map(seen.map((line) => [line.split(' ')[0], line])).values()];
    for (const expected of last.reverse().slice(0, 40)) {
      const found = complete(previousSchedulerEvent(history, scheduler));
      assert.ok(isFound(found));
      assert.equal(`${found.event.retired} ${found.event.text}`, expected);
      assert.equal(found.place.retired, found.event.retired - 1);
    }
    const syscall = complete(previousSchedulerEvent(history, scheduler, ({ kind, to }) => kind === 'p-status' && to === 'syscall'));
    assert.ok(isFound(syscall) && syscall.event.to === 'syscall');
    history.seek(history.start);
    assert.equal(complete(previousSchedulerEvent(history, scheduler)), START);
  });

  it('returns to a caller', () => {
    const program = buildGo([join(__dirname, '..', 'fixtures', 'steps.go')], debugFlags);
    const started = start(program, { env: ['GOMAXPROCS=1'] });
    const { process, history, image } = started;
    const { context } = debug(started);
    const fib = image.functions.byName('main.fib')!;
    const behind: number[] = [];
    for (let at = fib.entry; at < fib.end;) {
      const { flow, length, target } = context.instructionAt(at);
      at += length;
      if (flow === 'call' && target === fib.entry) behind.push(at);
    }
    assert.equal(behind.length, 2);
    const seen: string[] = [];
    process.machine.setBreakpoints(behind);
    for (let resumeFrom: number | undefined; ;) {
      const stop = history.run({ maxInstructions: 1e9, resumeFrom });
      if (stop.kind !== 'breakpoint') break;
      seen.push(`${stop.pc} ${process.retired - 1}`);
      resumeFrom = stop.tid;
    }
    // fib(3), fib(4), fib(5): 4 + 8 + 14 calls from inside
    assert.equal(seen.length, 26);
    for (const expected of seen.reverse()) {
      let pc = 0;
      const found = complete(previousReturn(history, context, behind, (_tid, at) => { pc = at; return true; }));
      assert.ok(isFound(found));
      assert.ok(found.pc >= fib.entry && found.pc < fib.end && context.instructionAt(found.pc).flow === 'return');
      assert.equal(`${context.stack.pointerAt(context.stack.sp(found.tid))} ${found.place.retired}`, expected);
      assert.ok(pc > 0);
    }
    assert.equal(complete(previousReturn(history, context, behind)), START);
  });
});
