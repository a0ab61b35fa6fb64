import { Gpr } from '../../machine/api';
import { until, type Part, type StepContext, type Subject } from './context';

/**
 * Offsets of RSP and RIP in the ucontext that a signal handler gets in RDX (Linux, x86_64: uc_flags, uc_link, uc_stack, then
 * the registers R8 to R15, RDI, RSI, RBP, RBX, RDX, RAX, RCX, RSP, RIP).
 */
const UCONTEXT_RSP = 160;
const UCONTEXT_RIP = 168;

/** Brings the subject onto a kernel thread (waiting for it to be scheduled if need be) and returns that thread. */
export function* bringToCpu(context: StepContext, subject: Subject): Part<number> {
  if (subject.kind === 'thread') return subject.tid;
  const { g } = subject;
  const { scheduler } = context;
  const running = scheduler.onCpu().find((thread) => thread.g === g.address)
    ?? scheduler.onCpu().find((thread) => thread.m !== 0 && scheduler.mByAddress(thread.m)?.curg === g.address);
  if (running) return running.tid;
  const [top] = scheduler.goroutineStack(g, 0, 1).frames;
  const pc = top?.pc ?? g.sched.pc;
  return (yield* until([context.pointAt(pc, g.address, top?.sp ?? g.sched.sp)])).tid;
}

/**
 * Executes exactly one instruction of the thread's own code and returns the thread that it goes on with. A syscall is
 * waited for; a signal that comes in between is handled first, and so is an asynchronous preemption (the goroutine may then
 * go on on another thread).
 */
export function* oneInstruction(context: StepContext, thread: number): Part<number> {
  let tid = thread;
  for (;;) {
    const pc = context.stack.pc(tid);
    const g = context.stack.currentG(tid);
    const { flow } = context.instructionAt(pc);
    const inHandler = context.isIn(context.signalEntry, pc);
    yield { kind: 'instruction', tid };
    if (flow === 'syscall' && context.process.thread(tid)?.state === 'syscall') {
      const waiting = tid;
      yield* until([{ pc: context.stack.pc(tid), accept: (other) => other === waiting }]);
    }
    if (inHandler || !context.isIn(context.signalEntry, context.stack.pc(tid)) || flow === 'call') return tid;
    const interrupted = interruptedAt(context, tid);
    tid = yield* backFromSignal(context, g, interrupted);
    // The signal came after the instruction: it has been executed. Else it is still to be.
    if (interrupted.pc !== pc) return tid;
  }
}

function interruptedAt(context: StepContext, tid: number): { pc: number; sp: number } {
  const ucontext = Number(context.process.thread(tid)?.registers.getGpr(Gpr.rdx) ?? 0n);
  return { pc: context.stack.pointerAt(ucontext + UCONTEXT_RIP), sp: context.stack.pointerAt(ucontext + UCONTEXT_RSP) };
}

function* backFromSignal(context: StepContext, g: number, interrupted: { pc: number; sp: number }): Part<number> {
  const points = [context.pointAt(interrupted.pc, g, interrupted.sp)];
  const preempted = context.asyncPreempt && { pc: context.asyncPreempt.entry, accept: (tid: number) => context.stack.currentG(tid) === g };
  if (preempted) points.push(preempted);
  const arrival = yield* until(points);
  if (arrival.point !== preempted) return arrival.tid;
  // The handler has pushed the address to go on at, as if the interrupted code had called asyncPreempt.
  const sp = context.stack.sp(arrival.tid);
  return (yield* until([context.pointAt(context.stack.pointerAt(sp), g, sp + 8)])).tid;
}
