/** Reverse steps go back over the places that forward steps went through. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { START } from '../../../src/debugger/history/history';
import { reverseContinue, reverseInstruction, reverseLine, reverseOut, type Reversed } from '../../../src/debugger/history/reverse';
import type { Execution } from '../../../src/debugger/execution';
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
  this.timeout(200_000);
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
        tid = tidOf(reverseLine(started.history, context, session.subjectOf(tid), false));
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
      tid = tidOf(reverseLine(started.history, context, session.subjectOf(tid), true));
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
      tid = tidOf(reverseOut(started.history, context, session.subjectOf(tid)));
      const { rip } = started.process.thread(tid)!.registers;
      const { flow, target } = started.process.machine.instructionAt(rip);
      assert.equal(flow, 'call');
      assert.equal(target, started.image.functions.byName('main.grow')!.entry);
    }
    assert.throws(() => {
      for (let i = 0; i < 5; i++) tid = tidOf(reverseOut(started.history, context, session.subjectOf(tid)));
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
          tid = tidOf(reverseInstruction(started.history, context, session.subjectOf(tid), over));
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
    const stops = { addresses: [...session.breakpoints.addresses()], watchpoints: [], meets: (pc: number, tid: number) => session.breakpoints.meets(pc, tid).map(({ id }) => id) };
    const back: string[] = [];
    for (let i = 0; i < 4; i++) {
      const result = reverseContinue(started.history, stops);
      back.unshift(spot(started, tidOf(result)));
      assert.ok(typeof result === 'object' && result.breakpointIds.includes(breakpoint.id));
    }
    assert.deepEqual(back, seen);
    assert.equal(breakpoint.hits, 4, 'hits are not counted backwards');
    const total = started.image.globals.byName('runtime.ncpu')!.address;
    const written = reverseContinue(started.history, { ...stops, watchpoints: [{ id: 77, start: total, length: 4, read: false, write: true }] });
    assert.ok(typeof written === 'object' && written.reason === 'data breakpoint' && written.breakpointIds.includes(77));
    assert.match(spot(started, written.tid), /runtime\.osinit/);
    assert.equal(started.process.machine.memory.readU32(total), 0, 'before the write');
    assert.equal(reverseContinue(started.history, stops), START);
    assert.deepEqual(started.history.here, started.history.start);
  });
});
