/**
 * Frames of a stack, innermost first, by gopclntab's stack deltas: SP at a function's entry is SP + delta at every one of
 * its instructions, so nothing is guessed and frame pointers are not needed. Where Go's runtime changes stacks (mcall,
 * systemstack, morestack, signals) a label frame says so and unwinding goes on where the goroutine was left.
 */
import type { Frame, StackKind } from '../api';
import type { FunctionInfo, InlinedCall, SourcePosition } from '../../image/program-image';
import { MemoryFault, type Registers } from '../../machine/api';
import { attempt } from '../attempt';
import { rangeAt, type StackRange, type StackSource } from './ranges';
import { SignalContext } from './signal-frame';

/** Where unwinding begins. */
export interface StackStart {
  readonly pc: number; readonly sp: number; readonly bp: number;
  /** all registers, if they are known (a thread's live ones) */
  readonly registers: Registers | undefined;
  /** pc is a return address */
  readonly isCaller: boolean;
  readonly ranges: readonly StackRange[];
  /** live registers of the thread, for signal frames */
  readonly thread: Registers | undefined;
  /** the goroutine to go on with below a switch to g0 */
  readonly curg: StackRange | undefined;
  /** whose g the thread has as its current one; 'none' if no thread is involved */
  readonly current: StackKind;
}

/** A cursor on one frame. */
export interface Cursor { pc: number; sp: number; bp: number; isCaller: boolean; registers: Registers | undefined; range: StackRange | undefined }

/** Functions that run another one on g0: their frame on g0 is where the goroutine was left. */
const SWITCHES = new Set(['runtime.mcall', 'runtime.systemstack', 'runtime.morestack', 'runtime.morestack_noctxt']);
/** Outermost functions, for tables that do not mark them (before Go 1.17). */
const OUTERMOST = new Set(['runtime.goexit', 'runtime.mstart', 'runtime.rt0_go', '_rt0_amd64', '_rt0_amd64_linux']);
/** Called by changing the interrupted context, so that the return address is the next instruction and not one after a call. */
const INJECTED = new Set(['runtime.asyncPreempt', 'runtime.sigpanic', 'runtime.sigpanic0', 'runtime.debugCallV2', 'runtime.debugCallV1']);
/** Functions that run on g0's stack without changing g, to call the vDSO. */
const CLOCKS = new Set(['runtime.nanotime1', 'runtime.nanotime', 'runtime.walltime', 'runtime.walltime1', 'time.now', 'runtime.vgetrandom1']);
const CLONE = 'runtime.clone';
/** The kernel's page at the end of the address space, called for the time up to Go 1.14. */
const VSYSCALL = 0xffffffffff600000;
const R12 = 12, RBP = 5;
/** No stack has more frames than 1 GB of them; smaller than any real limit that a walk could meet by accident. */
const FRAME_LIMIT = 50_000_000;

/** Never throws: whatever cannot be followed ends in a label frame that says why. */
export function* unwind(source: StackSource, start: StackStart): Generator<Frame> {
  const { functions } = source.image;
  let cursor: Cursor = {
    pc: start.pc, sp: start.sp, bp: start.bp, isCaller: start.isCaller, registers: start.registers, range: rangeAt(start.ranges, start.sp),
  };
  let switched = false;
  let calledOut = false;
  for (let count = 0; count < FRAME_LIMIT; count++) {
    const lookup = cursor.isCaller ? cursor.pc - 1 : cursor.pc;
    const fn = functions.at(lookup);
    if (!fn) {
      const next = count === 0 && calledThroughBadPointer(source, cursor);
      if (!next) {
        yield label(`unwinding ends: 0x${cursor.pc.toString(16)} is in no function of this program`, cursor);
        return;
      }
      yield { ...label('', cursor), kind: 'code', name: cursor.pc >= VSYSCALL ? 'vsyscall' : `0x${cursor.pc.toString(16)}`, pc: cursor.pc, registers: cursor.registers };
      cursor = next;
      // Only a return address was pushed since: the caller's other registers are still live (the vsyscall page comes here).
      calledOut = true;
      continue;
    }
    const onSystemStack = cursor.range?.kind === 'g0';
    if (SWITCHES.has(fn.name) && onSystemStack && (cursor.isCaller || cursor.pc !== fn.entry)) {
      yield* framesAt(source, cursor, fn, lookup, undefined);
      const target = switched ? undefined : start.curg;
      const from = target ? ` from G${target.g.goid}` : ' (its goroutine has been let go)';
      yield label(`g0 <- ${fn.name.slice('runtime.'.length)}${from}`, cursor);
      if (!target) return;
      switched = true;
      cursor = leftAt(target, functions.at(target.g.sched.pc));
      continue;
    }
    const between = cursor.isCaller && !calledOut ? undefined : inBetween(source, start, cursor, fn);
    calledOut = false;
    if (between) {
      yield* framesAt(source, cursor, fn, lookup, undefined);
      if (between.label !== undefined) yield label(between.label, cursor);
      cursor = between.cursor;
      continue;
    }
    const delta = functions.stackDelta(lookup);
    const cfa = delta === undefined ? undefined : cursor.sp + delta + 8;
    yield* framesAt(source, cursor, fn, lookup, cfa);
    if (isOutermost(fn)) return;
    const step = cfa === undefined ? `unwinding ends: no stack information at 0x${cursor.pc.toString(16)} in ${fn.name}` : caller(source, start, cursor, fn, cfa);
    // The new thread comes out of clone onto an empty stack; for its parent clone is an ordinary function.
    if (fn.name === CLONE && (typeof step === 'string' || !functions.at(step.cursor.pc - 1))) return;
    if (typeof step === 'string') {
      yield label(step, cursor);
      return;
    }
    if (step.label !== undefined) yield label(step.label, cursor);
    cursor = step.cursor;
  }
}

/**
 * sigtramp is marked as outermost, but what the signal interrupted lies in the frame behind it; mcall and its like are too, but
 * on the goroutine's stack they have a caller.
 */
export function isOutermost(fn: FunctionInfo): boolean {
  return (fn.topFrame || OUTERMOST.has(fn.name)) && !fn.name.startsWith('runtime.sigtramp') && !SWITCHES.has(fn.name) && fn.name !== CLONE;
}

/** Functions below which, or in which, the stack goes on in another way than by a return address. */
export function leadsElsewhere(fn: FunctionInfo): boolean {
  return SWITCHES.has(fn.name) || INJECTED.has(fn.name) || fn.name === CLONE || fn.name.startsWith('runtime.sig') || fn.name.endsWith('gogo');
}

/** The goroutine's saved context (g.sched), where it is not running. */
export function leftAt(range: StackRange, fn: FunctionInfo | undefined): Cursor {
  const { pc, sp, bp } = range.g.sched;
  // A goroutine that has not begun stands at its function's first instruction; else pc is a return address.
  return { pc, sp, bp, isCaller: fn !== undefined && pc > fn.entry, registers: undefined, range };
}

type Step = { cursor: Cursor; label?: string };

/**
 * Instructions of assembly functions where SP is not what the tables say: after the handler returned into the kernel's
 * trampoline, after gogo has loaded the goroutine's SP, and where the clock functions run on g0's stack (their caller's SP
 * is in R12, before Go 1.16 in RBP: sys_linux_amd64.s).
 */
function inBetween(source: StackSource, start: StackStart, cursor: Cursor, fn: FunctionInfo): Step | undefined {
  if (fn.name.startsWith('runtime.sigreturn')) return attempt(() => signalStep(source, start, cursor.sp));
  const { curg } = start;
  if (fn.name.endsWith('gogo') && curg && cursor.range?.kind === 'g') {
    return { cursor: { ...leftAt(curg, source.image.functions.at(curg.g.sched.pc)), sp: cursor.sp, bp: cursor.bp }, label: `gogo -> G${curg.g.goid}` };
  }
  if (!CLOCKS.has(fn.name) || !fn.file.endsWith('.s') || !start.registers) return undefined;
  const sp = Number(start.registers.getGpr((source.image.goVersion?.minor ?? 19) < 16 ? RBP : R12));
  // For a goroutine they move to g0's stack; on g0 they only align SP, which takes 16 to 31 bytes.
  const moved = start.current === 'g' ? cursor.range?.kind === 'g0' : sp > cursor.sp && sp - cursor.sp < 32;
  if (!moved) return undefined;
  const delta = source.image.functions.stackDelta(cursor.pc) ?? 0;
  const next = attempt(() => ({
    pc: source.reader.pointer(sp + delta), sp: sp + delta + 8, bp: cursor.bp, isCaller: true, registers: undefined, range: rangeAt(start.ranges, sp),
  }));
  return next && { cursor: next };
}

/** The caller's frame, or why there is none. */
function caller(source: StackSource, start: StackStart, cursor: Cursor, fn: FunctionInfo, cfa: number): Step | string {
  const { range } = cursor;
  if (cfa - 8 < cursor.sp) return `unwinding ends: the frame of ${fn.name} has a negative size`;
  if (range && range.hi !== 0 && cfa > range.hi) {
    return `unwinding ends: the frame of ${fn.name} at 0x${cursor.sp.toString(16)} leaves its stack [0x${range.lo.toString(16)}, 0x${range.hi.toString(16)})`;
  }
  try {
    const pc = source.reader.pointer(cfa - 8);
    if (pc === 0) return `end of stack: the return address of ${fn.name} is 0`;
    const signal = source.image.functions.at(pc)?.name.startsWith('runtime.sigreturn') ? signalStep(source, start, cfa) : undefined;
    if (signal) return signal;
    const next: Cursor = {
      pc, sp: cfa, bp: callersBp(source, cursor, cfa), isCaller: !INJECTED.has(fn.name), registers: undefined, range: range ?? rangeAt(start.ranges, cfa),
    };
    return fn.name === 'runtime.asyncPreempt' ? { cursor: next, label: 'asyncPreempt <- injected by SIGURG at the instruction below' } : { cursor: next };
  } catch (error) {
    if (error instanceof MemoryFault) return `unwinding ends: ${error.message}, needed for the caller of ${fn.name}`;
    throw error;
  }
}

/** The handler returns into the kernel's trampoline: `cfa` is the address of the ucontext. */
function signalStep(source: StackSource, start: StackStart, ucontext: number): Step | undefined {
  if (!start.thread) return undefined;
  const context = new SignalContext(source.process.machine.memory, ucontext, start.thread);
  const sp = Number(context.getGpr(4));
  const range = rangeAt(start.ranges, sp);
  const whose = range === undefined ? 'an unknown stack' : range.kind === 'g' ? `G${range.g.goid}` : range.kind;
  return {
    cursor: { pc: context.rip, sp, bp: Number(context.getGpr(5)), isCaller: false, registers: context, range },
    label: `gsignal <- ${context.signalName()} from ${whose}`,
  };
}

/** A call through a bad function pointer: pc is nowhere, but its return address lies at SP. */
function calledThroughBadPointer(source: StackSource, cursor: Cursor): Cursor | undefined {
  try {
    const pc = source.reader.pointer(cursor.sp);
    if (!source.image.functions.at(pc - 1)) return undefined;
    return { ...cursor, pc, sp: cursor.sp + 8, isCaller: true, registers: undefined };
  } catch (error) {
    if (error instanceof MemoryFault) return undefined;
    throw error;
  }
}

/** Go saves the caller's BP right below the return address of frames that are not empty; elsewhere it stays. */
function callersBp(source: StackSource, cursor: Cursor, cfa: number): number {
  if (cfa - 16 < cursor.sp) return cursor.bp;
  const saved = source.reader.pointer(cfa - 16);
  const { range } = cursor;
  const plausible = range && range.hi !== 0 ? saved >= cfa - 16 && saved <= range.hi : saved > cfa && saved < cfa + 0x1000000;
  return plausible ? saved : cursor.bp;
}

/** The frame at the cursor, preceded by the bodies inlined there. */
export function* framesAt(source: StackSource, cursor: Cursor, fn: FunctionInfo, lookup: number, cfa: number | undefined): Generator<Frame> {
  const { image } = source;
  const stack: StackKind = cursor.range?.kind ?? 'none';
  const inlined = image.functions.inlinedAt(lookup);
  const common = { kind: 'code' as const, pc: cursor.pc, sp: cursor.sp, bp: cursor.bp, cfa, registers: cursor.registers, isCaller: cursor.isCaller, stack };
  for (let depth = 0; depth < inlined.length; depth++) {
    const call = inlined[depth];
    yield { ...common, name: call.name, function: fn, position: innerPosition(call), inlined: call, inlineDepth: depth };
  }
  const last = inlined.length > 0 ? inlined[inlined.length - 1] : undefined;
  const position: SourcePosition | undefined = last ? { file: last.callFile, line: last.callLine } : image.lines.at(lookup);
  yield { ...common, name: fn.name, function: fn, position, inlined: undefined, inlineDepth: inlined.length };
}

function innerPosition(call: InlinedCall): SourcePosition { return { file: call.file, line: call.line }; }

function label(name: string, cursor: Cursor): Frame {
  return {
    kind: 'label', name, pc: 0, sp: cursor.sp, bp: cursor.bp, cfa: undefined, function: undefined, position: undefined, inlined: undefined,
    inlineDepth: 0, registers: undefined, isCaller: false, stack: cursor.range?.kind ?? 'none',
  };
}
