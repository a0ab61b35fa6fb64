/** Which registers a stack begins with, by the state of the thread or goroutine. */
import type { GView } from '../api';
import { rangeOfG, stacksOfM, type StackSource } from './ranges';
import { leftAt, type StackStart } from './unwinder';

const RSP = 4;
const RBP = 5;

/** The thread's live registers; undefined if there is no such thread. */
export function threadStart(source: StackSource, tid: number): StackStart | undefined {
  const registers = source.process.thread(tid)?.registers;
  if (!registers) return undefined;
  const onCpu = source.onCpu().find((thread) => thread.tid === tid);
  const ranges = onCpu && onCpu.m !== 0 ? stacksOfM(source, onCpu.m) : [];
  return {
    pc: registers.rip, sp: Number(registers.getGpr(RSP)), bp: Number(registers.getGpr(RBP)), registers, isCaller: false, ranges,
    thread: registers, curg: ranges.find((range) => range.kind === 'g'), current: onCpu?.kind ?? 'none',
  };
}

/**
 * A goroutine that an M has as its current one: that thread's live registers (on g0 too; its frames follow below the
 * label). In a syscall without a thread: where entersyscall was called. Else g.sched. Undefined for a G without a stack.
 */
export function goroutineStart(source: StackSource, g: GView): StackStart | undefined {
  const tid = threadOf(source, g);
  if (tid !== undefined) return threadStart(source, tid);
  if (g.status === 'dead' || g.status === 'idle' || g.stack.hi === 0) return undefined;
  const range = rangeOfG(g, 'g');
  const common = { registers: undefined, ranges: [range], thread: undefined, curg: undefined, current: 'none' as const };
  if (g.status === 'syscall' && g.syscall.pc !== 0) return { ...common, pc: g.syscall.pc, sp: g.syscall.sp, bp: 0, isCaller: true };
  const { pc, sp, bp, isCaller } = leftAt(range, source.image.functions.at(g.sched.pc));
  return { ...common, pc, sp, bp, isCaller };
}

/** The thread that runs `g` or whose M has it as curg. */
export function threadOf(source: StackSource, g: GView): number | undefined {
  for (const thread of source.onCpu()) {
    if (thread.g === g.address || (thread.m !== 0 && source.mByAddress(thread.m)?.curg === g.address)) return thread.tid;
  }
  return undefined;
}
