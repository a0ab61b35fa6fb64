/**
 * The scheduler's state in the words of GODEBUG=schedtrace and scheddetail: line by line what runtime.schedtrace of the
 * program's own version prints (Go 1.10 to 1.24; src/runtime/proc.go), read from outside.
 */
import { UPTIME_NS } from '../../linux/clocks';
import type { MView } from '../../scheduler/api';
import { EvaluationError, type Value } from '../api';
import type { Console } from './console';
import { ConsoleError } from './types';

/** Numbers as runtime.print writes them; undefined when this version has no such field. */
class Reader {
  constructor(private readonly console: Console) {}

  value(expression: string): Value | undefined {
    try {
      return this.console.session.evaluator.evaluate(expression, { frame: undefined, g: undefined, tid: undefined });
    } catch (error) {
      if (error instanceof EvaluationError) return undefined;
      throw error;
    }
  }

  text(...expressions: string[]): string | undefined {
    for (const expression of expressions) {
      const scalar = this.value(expression)?.scalar();
      if (scalar !== undefined) return String(scalar);
    }
    return undefined;
  }

  number(...expressions: string[]): number { return Number(this.text(...expressions) ?? 0); }
}

/** " name=value" for each field that there is. */
function items(list: readonly (readonly [string, string | undefined])[]): string {
  return list.filter(([, value]) => value !== undefined).map(([name, value]) => ` ${name}=${value}`).join('');
}

export function schedtrace(console: Console, isDetailed: boolean): string {
  console.requireRunning();
  const { scheduler, process, image } = console.session;
  if (scheduler.unavailable) throw new ConsoleError(scheduler.unavailable);
  const read = new Reader(console);
  // From 1.20 on a missing M, P or G is nil, before it was -1.
  const none = (image.goVersion?.minor ?? 0) >= 20 ? 'nil' : '-1';
  const ps = scheduler.ps();
  const start = read.number('runtime.starttime');
  const now = process.virtualNs + (start === 0 ? 0 : UPTIME_NS - start);
  const threads = read.value('runtime.sched.mnext') ? read.number('runtime.sched.mnext') - read.number('runtime.sched.nmfreed') : read.number('runtime.sched.mcount');
  let head = `SCHED ${Math.floor(now / 1e6)}ms: gomaxprocs=${read.text('runtime.gomaxprocs') ?? ps.length}${items([
    ['idleprocs', read.text('runtime.sched.npidle')], ['threads', String(threads)], ['spinningthreads', read.text('runtime.sched.nmspinning')],
    ['needspinning', read.text('runtime.sched.needspinning')], ['idlethreads', read.text('runtime.sched.nmidle')], ['runqueue', read.text('runtime.sched.runqsize', 'runtime.sched.runq.size')],
  ])}`;
  if (!isDetailed) return `${head} [${ps.map((p) => p.runq.length).join(' ')}]`;
  head += items([
    ['gcwaiting', read.text('runtime.sched.gcwaiting')], ['nmidlelocked', read.text('runtime.sched.nmidlelocked')], ['stopwait', read.text('runtime.sched.stopwait')],
    ['sysmonwait', read.text('runtime.sched.sysmonwait')],
  ]);
  const mId = (address: number): string => { const m = scheduler.mByAddress(address); return m ? String(m.id) : none; };
  const gId = (address: number): string => { const g = address === 0 ? undefined : scheduler.gByAddress(address); return g ? String(g.goid) : none; };
  const lines = [head];
  ps.forEach((p, i) => {
    const at = `(*runtime.p)(${p.address})`;
    lines.push(`  P${i}:${items([
      ['status', String(p.rawStatus)], ['schedtick', String(p.schedtick)], ['syscalltick', String(p.syscalltick)], ['m', mId(p.m)], ['runqsize', String(p.runq.length)],
      ['gfreecnt', read.text(`${at}.gFree.n`, `${at}.gFree.size`, `${at}.gfreecnt`)], ['timerslen', read.text(`len(${at}.timers)`, `len(${at}.timers.heap)`)],
    ])}`);
  });
  for (const m of allMs(console, read)) {
    const at = `(*runtime.m)(${m.address})`;
    const p = m.p === 0 ? undefined : scheduler.pByAddress(m.p);
    lines.push(`  M${m.id}:${items([
      ['p', p ? String(p.id) : none], ['curg', gId(m.curg)], ['mallocing', read.text(`${at}.mallocing`)], ['throwing', read.text(`${at}.throwing`)], ['preemptoff', m.preemptoff],
      ['locks', String(m.locks)], ['dying', read.text(`${at}.dying`)], ['spinning', String(m.spinning)], ['blocked', String(m.blocked)], ['lockedg', gId(m.lockedg)],
    ])}`);
  }
  for (const g of scheduler.gs({ includeDead: true })) {
    lines.push(`  G${g.goid}: status=${g.rawStatus}(${waitReason(read, g.address)}) m=${mId(g.m)} lockedm=${mId(g.lockedM)}`);
  }
  return lines.join('\n');
}

/** In the order of the runtime's list, the newest first; a damaged list ends where it is damaged. */
function allMs(console: Console, read: Reader): MView[] {
  const { scheduler } = console.session;
  const found: MView[] = [];
  for (let at = read.number('(uintptr)(runtime.allm)'); at !== 0; at = read.number(`(uintptr)((*runtime.m)(${at}).alllink)`)) {
    const m = scheduler.mByAddress(at);
    if (!m || found.includes(m)) break;
    found.push(m);
  }
  return found.length > 0 ? found : [...scheduler.ms()];
}

/** What the runtime's print shows: also of Gs that do not wait any more, whose reason is stale. */
function waitReason(read: Reader, g: number): string {
  const reason = read.value(`(*runtime.g)(${g}).waitreason`)?.scalar();
  if (typeof reason === 'string') return reason;
  return read.text(`runtime.waitReasonStrings[${String(reason ?? 0)}]`) ?? 'unknown wait reason';
}
