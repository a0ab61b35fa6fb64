/** Stacks on a native core dump against what Go's own traceback printed just before. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { buildGo, debugFlags } from '../support/go';
import { requireTool } from '../support/tools';
import { coreOf, type NativeCore } from './native-core';

const source = join(__dirname, '../fixtures/scheduler/states.go');

/** Functions and lines of each goroutine in the output of runtime.Stack, without "created by". */
function traceback(output: string): Map<number, { name: string; line: number }[]> {
  const stacks = new Map<number, { name: string; line: number }[]>();
  for (const block of output.split(/\n\n/)) {
    const head = /^goroutine (\d+) /m.exec(block);
    if (!head) continue;
    const frames: { name: string; line: number }[] = [];
    const lines = block.slice(head.index).split('\n').slice(1);
    for (let at = 0; at + 1 < lines.length; at += 2) {
      const name = /^(.+)\((?:[^()]*|.*)\)$/.exec(lines[at])?.[1];
      if (!name || lines[at].startsWith('created by')) break;
      frames.push({ name: name.replace(/\(\.\.\.$/, ''), line: Number(/:(\d+)/.exec(lines[at + 1])?.[1]) });
    }
    stacks.set(Number(head[1]), frames);
  }
  return stacks;
}

for (const [what, flags] of [['without optimisation', debugFlags], ['optimised, with inlined frames', []]] as const) {
  describe(`stacks on a native core, ${what}`, function () {
    let core: NativeCore;
    before(async function () {
      requireTool(this, 'go', 'gdb');
      core = await coreOf(buildGo([source], [...flags]), /ready \d+/, [], { GOMAXPROCS: '2' });
    });
    after(() => core?.close());

    it('agree with runtime.Stack for every parked goroutine', () => {
      let compared = 0;
      for (const [goid, expected] of traceback(core.output)) {
        const g = core.scheduler.gById(goid);
        assert.ok(g, `G${goid}`);
        if (g.status !== 'waiting' && g.status !== 'syscall') continue;
        const frames = core.scheduler.goroutineStack(g).frames;
        assert.ok(frames.every((frame) => frame.kind === 'code'), frames.map((frame) => frame.name).join('\n'));
        // Go leaves out the runtime's own frames at the top (gopark ...), runtime.goexit, and the wrapper of "go f(x)".
        const hidden = /^(runtime\.(gopark|goparkunlock|chanrecv|chanrecv1|selectgo|goexit)|main\.main\.func\d+)$/;
        const own = frames.filter((frame) => !hidden.test(frame.name));
        const theirs = expected.filter((frame) => !hidden.test(frame.name));
        const text = (frame: { name: string; line: number | undefined }) => `${frame.name}:${frame.line}`;
        const ours = own.map((frame) => text({ name: frame.name, line: frame.position?.line }));
        // A goroutine in a syscall was printed from where it called entersyscall; ours goes on to the SYSCALL instruction.
        const outer = g.status === 'syscall' ? theirs.length - 1 : ours.length;
        assert.deepEqual(ours.slice(-outer), theirs.map(text).slice(-outer), `G${goid}`);
        compared++;
      }
      assert.ok(compared >= 7, `${compared} stacks were compared`);
    });

    it('are the same in lists of many, where equal stacks are one object', () => {
      const lists = new Set<unknown>();
      for (const g of core.scheduler.gs()) {
        const full = core.scheduler.goroutineStack(g).frames.filter(({ kind }) => kind === 'code').map(({ kind, name, pc, position }) => ({ kind, name, pc, position }));
        const levels = core.scheduler.stackLevels(g, 50);
        assert.deepEqual(levels.map(({ kind, name, pc, position }) => ({ kind, name, pc, position })), full, `G${g.goid}`);
        assert.equal(core.scheduler.stackLevels(g, 1)[0]?.name, full[0]?.name);
        lists.add(levels);
      }
      assert.ok(lists.size < core.scheduler.gs().length, `${lists.size} lists`);
    });

    it('end at goexit, go down one stack, and page', () => {
      const g = core.scheduler.gById(1);
      assert.ok(g);
      const { frames, total } = core.scheduler.goroutineStack(g);
      assert.equal(total, frames.length);
      assert.deepEqual(frames.slice(-3).map((frame) => frame.name), ['main.main', 'runtime.main', 'runtime.goexit']);
      for (let index = 1; index < frames.length; index++) assert.ok(frames[index].sp >= frames[index - 1].sp);
      for (const frame of frames) assert.ok(frame.sp >= g.stack.lo && frame.sp <= g.stack.hi);
      const page = core.scheduler.goroutineStack(g, 1, 2);
      assert.deepEqual(page.frames.map((frame) => frame.name), frames.slice(1, 3).map((frame) => frame.name));
    });

    it('of idle threads show g0 down to mcall and say whose it is', () => {
      const stacks = core.scheduler.onCpu().filter((thread) => thread.kind === 'g0').map((thread) => core.scheduler.threadStack(thread.tid).frames);
      assert.ok(stacks.some((frames) => frames.some((frame) => frame.name === 'runtime.schedule') && frames.at(-1)?.kind === 'label' && /^g0 <- mcall/.test(frames.at(-1)?.name ?? '')));
      assert.ok(stacks.some((frames) => frames.some((frame) => frame.name === 'runtime.sysmon') && frames.at(-1)?.name === 'runtime.mstart'));
    });

    it('survive garbage: every corruption ends in a label or an outermost frame, never in an exception', () => {
      const thread = core.scheduler.onCpu().find((candidate) => candidate.g === core.scheduler.gById(1)?.address);
      assert.ok(thread);
      const { registers } = core.process.thread(thread.tid) as { registers: { rip: number; getGpr(index: number): bigint; setGpr(index: number, value: bigint): void } };
      const [rip, rsp] = [registers.rip, registers.getGpr(4)];
      let seed = 12345;
      const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
      try {
        for (let round = 0; round < 200; round++) {
          registers.rip = round % 3 === 0 ? random(2 ** 31) : rip + random(4000) - 2000;
          registers.setGpr(4, round % 5 === 0 ? BigInt(random(2 ** 31)) * 65536n : rsp + BigInt(random(512) - 256));
          core.scheduler.invalidate();
          const { frames } = core.scheduler.threadStack(thread.tid);
          assert.ok(frames.length > 0);
        }
        registers.rip = 0;
        registers.setGpr(4, rsp);
        core.scheduler.invalidate();
        assert.equal(core.scheduler.threadStack(thread.tid).frames[0].kind, 'label');
      } finally {
        registers.rip = rip;
        registers.setGpr(4, rsp);
        core.scheduler.invalidate();
      }
    });
  });
}
