/** Reverse steps go back over the places that forward steps went through. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { complete } from '../../../src/debugger/history/history';
import { reverseInstruction, reverseLine, reverseOut, type Reversed } from '../../../src/debugger/history/reverse';
import type { StopInfo } from '../../../src/debugger/api';
import type { Execution } from '../../../src/debugger/execution';
import { comparePlaces } from '../../../src/debugger/history/place';
import { buildGo, debugFlags, referenceFolder } from '../../support/go';
import { requireTool } from '../../support/tools';
import { debug, start, type Started } from './support';

const programs = {
  steps: [join(__dirname, '..', 'fixtures', 'steps.go')],
  s1: [join(referenceFolder, 's1_open.go'), join(referenceFolder, 'yield.go')],
  s2: [join(referenceFolder, 's2_slow_globrunq.go'), join(referenceFolder, 'yield.go')],
};

/** Where a thread stands: how much it has executed, and what is next. */
function spot({ process, image }: Started, tid: number): string {
  const thread = process.thread(tid)!;
  const { rip } = thread.registers;
  const position = image.lines.at(rip);
  return `thread ${tid} after ${thread.instructions}: ${image.functions.at(rip)?.name}+${rip - (image.functions.at(rip)?.entry ?? 0)} line ${position?.line}`;
}

function finish(execution: Execution): number | undefined {
  for (;;) {
    const stop = execution.advance(1e9);
    if (stop) return stop.reason === 'exited' ? undefined : stop.tid;
  }
}

function tidOf(result: Reversed): number {
  assert.ok(typeof result === 'object', `${String(result)}`);
  return result.tid;
}

describe('reverse steps', function () {
  before(function () { requireTool(this, 'go'); });

  function at(name: keyof typeof programs, gomaxprocs: number, location: string): { started: Started; tid: number } & ReturnType<typeof debug> {
    const env = [`GOMAXPROCS=${gomaxprocs}`, ...(name === 's2' ? ['GODEBUG=asyncpreemptoff=1'] : [])];
    const started = start(buildGo(programs[name], debugFlags), { env, cpus: gomaxprocs, cwd: '/' });
    const parts = debug(started);
    parts.session.breakpoints.add({ location: { kind: 'function', name: location }, reason: 'breakpoint', temporary: true });
    const tid = finish(parts.session.continue())!;
    return { started, tid, ...parts };
  }

  for (const [name, gomaxprocs, steps] of [['steps', 1, 60], ['steps', 2, 60], ['s1', 1, 12], ['s1', 2, 12], ['s2', 1, 12], ['s2', 2, 12]] as const) {
    it(`next in main.main of ${name}, GOMAXPROCS=${gomaxprocs}: the same places backwards`, () => {
      const { started, session, context, tid: first } = at(name, gomaxprocs, 'main.main');
      const fn = started.image.functions.byName('main.main')!;
      const trail = [spot(started, first)];
      let last = { tid: first, place: started.history.here };
      for (let i = 0; i < steps; i++) {
        const tid = finish(session.stepLine(session.subjectOf(last.tid), false));
        const rip = tid === undefined ? 0 : started.process.thread(tid)!.registers.rip;
        if (tid === undefined || rip < fn.entry || rip >= fn.end) break;
        trail.push(spot(started, tid));
        last = { tid, place: started.history.here };
      }
      assert.ok(trail.length > 3, trail.join('\n'));
      assert.deepEqual(started.history.seek(last.place), last.place);
      assert.equal(spot(started, last.tid), trail.pop());
      const back: string[] = [];
      for (let { tid } = last; back.length < trail.length;) {
        tid = tidOf(complete(reverseLine(started.history, context, session.subjectOf(tid), false)));
        back.unshift(spot(started, tid));
      }
      assert.deepEqual(back, trail);
    });
  }

  it('step: into functions from behind, in recursion, methods and closures', () => {
    const { started, session, context, tid: first } = at('steps', 1, 'main.main');
    const trail = [spot(started, first)];
    let tid = first;
    for (let i = 0; i < 70; i++) {
      tid = finish(session.stepLine(session.subjectOf(tid), true))!;
      trail.push(spot(started, tid));
    }
    const last = trail.pop();
    assert.equal(spot(started, tid), last);
    const back: string[] = [];
    for (let i = 0; i < trail.length; i++) {
      tid = tidOf(complete(reverseLine(started.history, context, session.subjectOf(tid), true)));
      back.unshift(spot(started, tid));
    }
    assert.deepEqual(back, trail);
  });

  it('out: to the call, also when the stack has been moved since', () => {
    const { started, session, context, tid: first } = at('steps', 1, 'main.grow');
    let tid = first;
    for (let i = 0; i < 140; i++) {
      session.breakpoints.add({ location: { kind: 'function', name: 'main.grow' }, reason: 'breakpoint', temporary: true });
      tid = finish(session.continue())!;
    }
    for (let i = 0; i < 140; i++) {
      tid = tidOf(complete(reverseOut(started.history, context, session.subjectOf(tid))));
      const { rip } = started.process.thread(tid)!.registers;
      const { flow, target } = started.process.machine.instructionAt(rip);
      assert.equal(flow, 'call');
      assert.equal(target, started.image.functions.byName('main.grow')!.entry);
    }
    assert.throws(() => {
      for (let i = 0; i < 5; i++) tid = tidOf(complete(reverseOut(started.history, context, session.subjectOf(tid))));
    }, /outermost frame/);
  });

  for (const gomaxprocs of [1, 2]) {
    it(`stepi and nexti, GOMAXPROCS=${gomaxprocs}`, () => {
      const { started, session, context, tid: first } = at('steps', gomaxprocs, 'main.main');
      for (const over of [false, true]) {
        let tid = first;
        const trail: string[] = [];
        for (let i = 0; i < 80; i++) {
          trail.push(spot(started, tid));
          tid = finish(session.stepInstruction(session.subjectOf(tid), over))!;
        }
        const back: string[] = [];
        for (let i = 0; i < 80; i++) {
          tid = tidOf(complete(reverseInstruction(started.history, context, session.subjectOf(tid), over)));
          back.unshift(spot(started, tid));
        }
        assert.deepEqual(back, trail);
      }
    });
  }

  it('continue: to breakpoints whose conditions hold, to before a watched write, to the start', () => {
    const { started, session } = at('steps', 1, 'main.main');
    const breakpoint = session.breakpoints.add({ location: { kind: 'function', name: 'main.fib' }, reason: 'breakpoint', condition: 'n == 3' });
    const seen: string[] = [];
    for (let i = 0; i < 4; i++) seen.push(spot(started, finish(session.continue())!));
    session.breakpoints.add({ location: { kind: 'function', name: 'main.pair' }, reason: 'breakpoint', temporary: true });
    finish(session.continue());
    const reverseContinue = (): StopInfo => {
      const execution = session.reverse('continue', session.subjectOf(started.process.currentTid));
      for (;;) {
        const stop = execution.advance(1e9);
        if (stop) return stop;
      }
    };
    const back: string[] = [];
    for (let i = 0; i < 4; i++) {
      const { tid, breakpointIds } = reverseContinue();
      back.unshift(spot(started, tid!));
      assert.deepEqual(breakpointIds, [breakpoint.id]);
    }
    assert.deepEqual(back, seen);
    assert.equal(breakpoint.hits, 8, 'a hit is a hit in either direction, as in gdb');
    const ncpu = started.image.globals.byName('runtime.ncpu')!.address;
    const data = session.breakpoints.add({ location: { kind: 'data', address: ncpu, length: 4, access: 'write', name: 'runtime.ncpu' }, reason: 'data breakpoint' });
    const written = reverseContinue();
    assert.deepEqual([written.reason, written.breakpointIds], ['data breakpoint', [data.id]]);
    assert.match(spot(started, written.tid!), /runtime\.osinit/);
    assert.equal(started.process.machine.memory.readU32(ncpu), 0, 'before the write');
    assert.equal(reverseContinue().reason, 'start of history');
    assert.deepEqual(started.history.here, started.history.start);
  });

  describe('given up or paused', () => {
    /** Steps that search the whole past, at the end of a run. */
    const long = {
      'reverse continue, given up': { kind: 'continue', end: 'cancel' }, 'reverse continue, paused': { kind: 'continue', end: 'pause' },
      'reverse step out of main.main, given up': { kind: 'stepOut', end: 'cancel' }, 'reverse step out of main.main, paused': { kind: 'stepOut', end: 'pause' },
    } as const;
    for (const [name, { kind, end }] of Object.entries(long)) {
      it(name, () => {
        const { started, session, tid: first } = at('s2', 1, 'main.main');
        const { history, process } = started;
        let tid = first;
        for (let i = 0; i < 6; i++) tid = finish(session.stepLine(session.subjectOf(tid), false))!;
        const [origin, hash] = [history.here, process.stateHash()];
        // Met again and again, and false: without pieces nobody would be heard until the start of history.
        session.breakpoints.add({ location: { kind: 'function', name: 'time.now' }, condition: '1 == 2', reason: 'breakpoint' });
        const execution = session.reverse(kind, session.subjectOf(tid));
        let pieces = 0;
        while (pieces < 5) {
          assert.equal(execution.advance(1e6), undefined, `over after ${pieces} pieces`);
          pieces++;
        }
        execution[end]!();
        const stop = execution.advance(1e6)!;
        assert.equal(stop.reason, 'pause');
        const isBack = kind === 'stepOut' || end === 'cancel';
        if (isBack) {
          assert.deepEqual(history.here, origin);
          assert.equal(process.stateHash(), hash);
        } else {
          assert.ok(comparePlaces(history.here, origin) <= 0 && comparePlaces(history.here, history.start) > 0);
        }
      });
    }
  });
});
