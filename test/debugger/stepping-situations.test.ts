/**
 * Every step, forwards and back, in every situation in which a debugger that follows threads loses its goroutine. One machine
 * for each program: a step is undone by going back in history. Where each one leads to stands in golden/situations-*.txt.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createNodeHost } from '../../src/adapter/host/node-host';
import { loadProgram, type LoadedProgram } from '../../src/adapter/launch/load';
import type { StopInfo } from '../../src/debugger/api';
import type { Execution } from '../../src/debugger/execution';
import { DebuggerSession, type ReverseKind } from '../../src/debugger/session';
import { StepError, type Subject } from '../../src/debugger/stepping/context';
import { buildGo, debugFlags } from '../support/go';
import { assertGolden } from '../support/golden';
import { requireTool } from '../support/tools';

const source = join(__dirname, 'fixtures', 'situations.go');

interface Situation { readonly what: string; readonly at: string; readonly condition?: string; readonly inlined?: true }

/** In the order in which the program comes to them. A line is that of situations.go. */
const situations: readonly Situation[] = [
  { what: 'a blocking syscall that changes the M', at: '16' },
  { what: 'out of exitsyscall into its caller', at: 'runtime.exitsyscall', condition: 'g.goid == 1' },
  { what: 'asyncPreempt', at: 'runtime.asyncPreempt' },
  { what: 'mcall', at: 'runtime.mcall' },
  { what: 'systemstack', at: 'runtime.systemstack' },
  { what: 'morestack', at: 'runtime.morestack' },
  { what: 'newstack', at: 'runtime.newstack' },
  { what: 'a call that grows the stack', at: '33', condition: 'depth == 150' },
  { what: 'a panic in a called function, recovered by this one', at: '48' },
  { what: 'a deferred function', at: '46' },
  { what: 'the start of a goroutine', at: '63' },
  { what: 'the end of a goroutine', at: '65' },
  { what: 'goexit', at: '69' },
];
const inlined: readonly Situation[] = [{ what: 'an inlined call', at: '58' }];

const forwards = ['next', 'step', 'finish', 'stepi'] as const;
const BACK: Record<(typeof forwards)[number], ReverseKind> = { next: 'next', step: 'stepIn', finish: 'stepOut', stepi: 'stepInstruction' };
const NAMES: Partial<Record<ReverseKind, string>> = { next: 'reverse-next', stepIn: 'reverse-step', stepOut: 'reverse-finish', stepInstruction: 'reverse-stepi' };

class Walk {
  readonly session: DebuggerSession;
  readonly lines: string[] = [];

  constructor(program: LoadedProgram) {
    const { process, views, invalidate, history } = program.start();
    process.provideInput(undefined);
    this.session = new DebuggerSession({ process, image: program.image, views, invalidate, history: history() });
  }

  try(situation: Situation): void {
    const { session } = this;
    const location = /^\d+$/.test(situation.at) ? { kind: 'line' as const, file: 'situations.go', line: Number(situation.at) } : { kind: 'function' as const, name: situation.at };
    const { resolution } = session.breakpoints.add({ location, condition: situation.condition, reason: 'breakpoint', temporary: true });
    assert.ok(resolution.verified, `${situation.what}: ${resolution.message}`);
    const stop = end(session.continue());
    assert.equal(stop.reason, 'breakpoint', `${situation.what}: ${stop.description}`);
    this.lines.push(`${situation.what}: ${this.place(stop)}`);
    const { history } = session;
    assert.ok(history);
    const place = history.here;
    const began = this.subject(stop);
    for (const step of forwards) {
      const there = this.run(step, () => this.step(step, began));
      if (there) {
        // A goroutine stays the one that is stepped; what a system stack does goes on for its goroutine.
        const now = this.subject(there);
        if (began.kind === 'goroutine' && now.kind === 'goroutine' && there.description !== 'Breakpoint') assert.equal(now.g.goid, began.g.goid, `${situation.what}, ${step}: another goroutine`);
        const back = this.run(NAMES[BACK[step]]!, () => session.reverse(BACK[step], now));
        if (back && step === 'stepi') assert.deepEqual(history.here.retired, place.retired, `${situation.what}: reverse-stepi is not where stepi began`);
      }
      history.seek(place);
      session.guestChanged();
    }
  }

  private step(step: (typeof forwards)[number], subject: Subject): Execution {
    const { session } = this;
    switch (step) {
      case 'next': return session.stepLine(subject, false);
      case 'step': return session.stepLine(subject, true);
      case 'finish': return session.stepOut(subject);
      case 'stepi': return session.stepInstruction(subject, false);
    }
  }

  private run(what: string, begin: () => Execution): StopInfo | undefined {
    try {
      const stop = end(begin());
      this.lines.push(`  ${what.padEnd(14)} ${stop.reason === 'step' ? '' : `${stop.reason}: `}${stop.tid === undefined ? stop.description : this.place(stop)}`);
      return stop.tid === undefined ? undefined : stop;
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      this.lines.push(`  ${what.padEnd(14)} ${error.message}`);
      return undefined;
    }
  }

  private subject({ tid }: StopInfo): Subject { return this.session.subjectOf(tid ?? 0); }

  /** Lines of the runtime are left out: they are its editors'; so is that of the loop that is preempted, somewhere in it. */
  private place(stop: StopInfo): string {
    const subject = this.subject(stop);
    const [frame] = this.session.stackOf(subject, 0, 1).frames;
    const line = frame?.position?.file.endsWith('situations.go') && !(frame.name === 'main.spin' && frame.position.line < 58) ? `:${frame.position.line}` : '';
    const m = this.session.scheduler.ms().find(({ tid }) => tid === stop.tid);
    return `${subject.kind === 'goroutine' ? `G${subject.g.goid}` : frame?.stack ?? '?'} on M${m?.id} ${frame?.name}${line}`;
  }
}

function end(execution: Execution): StopInfo {
  for (;;) {
    const stop = execution.advance(1e8);
    if (stop) return stop;
  }
}

describe('stepping where the goroutine leaves its thread or its stack', () => {
  const options = { gomaxprocs: 1, cwd: '/', latency: { read: '30ms' } };

  it('real Go 1.19', async function () {
    requireTool(this, 'go');
    const walk = new Walk(await loadProgram(createNodeHost(), { ...options, program: buildGo([source], debugFlags) }));
    for (const situation of situations) walk.try(situation);
    const optimised = new Walk(await loadProgram(createNodeHost(), { ...options, program: buildGo([source]) }));
    optimised.lines.push('optimised:');
    for (const situation of inlined) optimised.try(situation);
    assertGolden('debugger/golden/situations-go1.19.txt', `${[...walk.lines, ...optimised.lines].join('\n')}\n`);
  });

  it('the embedded runtime, edition go1.19', async () => {
    const walk = new Walk(await loadProgram(createNodeHost(), { ...options, program: source, runtime: 'embedded', edition: 'go1.19' }));
    for (const situation of situations) walk.try(situation);
    assertGolden('debugger/golden/situations-embedded.txt', `${walk.lines.join('\n')}\n`);
  });
});
