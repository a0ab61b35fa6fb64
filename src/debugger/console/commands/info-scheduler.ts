import type { GView, MView, SchedulerView, StackLevel, ThreadOnCpu } from '../../../scheduler/api';
import { userFrame } from '../../user-frame';
import type { Console } from '../console';
import { frameDescription, hex } from '../frame-text';
import { columns, duration } from '../table-text';
import { ConsoleError, type Command } from '../types';

/** Goroutines that `info goroutines` lists; the rest is counted. */
const MOST_GOROUTINES = 1000;

/** @throws ConsoleError when scheduler state cannot be shown. */
function scheduler(console: Console): SchedulerView {
  console.requireRunning();
  const view = console.session.scheduler;
  if (view.unavailable) throw new ConsoleError(view.unavailable);
  return view;
}

function placeOf(frame: StackLevel | undefined): string {
  if (!frame) return '';
  return `${frame.name}${frame.position ? ` at ${frame.position.file}:${frame.position.line}` : ''}`;
}

function waitText(view: SchedulerView, g: GView): string {
  if (g.status === 'waiting') return ` [${view.describeWait(g) ?? g.waitReason ?? 'waiting'}]`;
  const syscall = view.ms().find((m) => m.curg === g.address)?.syscall;
  return g.status === 'syscall' && syscall ? ` [${syscall.text}]` : '';
}

function goroutines(console: Console, args: string): string {
  const view = scheduler(console);
  const withSystem = !/\buser\b/.test(args);
  const all = view.gs().filter((g) => withSystem || !g.system);
  const current = console.scope().g?.address;
  const rows = [['', 'Id', 'Status', 'M', 'P', 'Where']];
  for (const g of all.slice(0, MOST_GOROUTINES)) {
    const m = view.mByAddress(g.m);
    const p = m && m.p !== 0 ? view.pByAddress(m.p) : undefined;
    const frame = userFrame(view.stackLevels(g, 20));
    rows.push([g.address === current ? '*' : '', String(g.goid), `${g.status}${g.scan ? '+scan' : ''}`, m ? String(m.id) : '-', p ? String(p.id) : '-', `${placeOf(frame)}${waitText(view, g)}`]);
  }
  const rest = all.length > MOST_GOROUTINES ? `\n(${MOST_GOROUTINES} of ${all.length} goroutines)` : '';
  return columns(rows) + rest;
}

function threadTitle(view: SchedulerView, thread: ThreadOnCpu | undefined): string {
  const m = thread && view.mByAddress(thread.m);
  if (!m) return '';
  return `M${m.id} ${thread.kind === 'g' ? view.nameOf(thread.g) : thread.kind}`;
}

function threads(console: Console): string {
  console.requireRunning();
  const view = console.session.scheduler;
  const current = console.scope().tid;
  const rows = [['', 'Id', 'Target Id', 'State', 'Frame']];
  for (const { tid, state, syscall } of console.session.process.threads) {
    if (state === 'exited') continue;
    const [frame] = view.threadStack(tid, 0, 1).frames;
    const on = view.threadOnCpu(tid);
    rows.push([tid === current ? '*' : '', String(tid), threadTitle(view, on), syscall ? `syscall ${syscall.name}` : state, frame ? frameDescription(console, frame) : '??']);
  }
  return columns(rows);
}

function link(view: SchedulerView, address: number | undefined): string {
  if (address === undefined) return 'n/a';
  return address === 0 ? '-' : view.nameOf(address);
}

function ps(console: Console): string {
  const view = scheduler(console);
  const rows = [['', 'P', 'Status', 'M', 'G', 'runnext', 'runq', 'schedtick', 'syscalltick', 'sysmontick']];
  const currentM = mOfSelection(console);
  for (const p of view.ps()) {
    const tick = p.sysmontick;
    const g = view.mByAddress(p.m)?.curg ?? 0;
    rows.push([
      currentM !== undefined && p.m === currentM.address ? '*' : '', String(p.id), `${p.status} (${p.rawStatus})`, link(view, p.m), link(view, g), link(view, p.runnext),
      `${p.runq.length}${p.runq.length > 0 ? ` [${p.runq.slice(0, 8).map((g2) => view.nameOf(g2)).join(' ')}${p.runq.length > 8 ? ' ...' : ''}]` : ''}`,
      String(p.schedtick), String(p.syscalltick), tick ? `sched ${tick.schedtick} syscall ${tick.syscalltick}` : 'n/a',
    ]);
  }
  return columns(rows);
}

function mOfSelection(console: Console): MView | undefined {
  const { tid } = console.scope();
  const view = console.session.scheduler;
  const thread = view.threadOnCpu(tid);
  return thread && view.mByAddress(thread.m);
}

function ms(console: Console): string {
  const view = scheduler(console);
  const current = mOfSelection(console);
  const rows = [['', 'M', 'Thread', 'On', 'curg', 'P', 'oldp', 'nextp', 'locks', 'lockedg', 'syscalltick', 'State', 'Function']];
  const threadsOnCpu = new Map(view.onCpu().map((thread) => [thread.m, thread]));
  for (const m of view.ms()) {
    const on = threadsOnCpu.get(m.address);
    const state = [m.spinning ? 'spinning' : '', m.blocked ? 'blocked' : '', m.preemptoff ? `preemptoff: ${m.preemptoff}` : '', m.syscall ? `in ${m.syscall.text}` : ''].filter(Boolean).join(', ');
    rows.push([
      m.address === current?.address ? '*' : '', String(m.id), String(m.tid), on?.kind ?? '-', link(view, m.curg), link(view, m.p), link(view, m.oldp), link(view, m.nextp),
      String(m.locks), link(view, m.lockedg), String(m.syscalltick), state || '-', on ? view.threadStack(on.tid, 0, 1).frames[0]?.name ?? hex(on.pc) : '-',
    ]);
  }
  return columns(rows);
}

function sched(console: Console): string {
  const view = scheduler(console);
  const state = view.sched();
  if (!state) throw new ConsoleError('runtime.sched cannot be found in this program.');
  const names = (list: readonly number[]): string => (list.length === 0 ? 'none' : list.map((address) => view.nameOf(address)).join(' '));
  const rows = [
    ['runq', `${state.runqsize}${state.runq.length > 0 ? ` [${names(state.runq)}]` : ''}`],
    ['npidle', `${state.npidle} [${names(state.idlePs)}]`], ['nmspinning', String(state.nmspinning)],
    ['nmidle', `${state.nmidle} [${names(state.idleMs)}]`], ['nmidlelocked', String(state.nmidlelocked)], ['nmsys', String(state.nmsys)], ['ngsys', String(state.ngsys)],
    ['gcwaiting', String(state.gcwaiting)], ['stopwait', String(state.stopwait)], ['sysmonwait', String(state.sysmonwait)], ['lastpoll', String(state.lastpoll)],
    ...state.broken.map((why) => ['broken', why]),
  ];
  return columns(rows);
}

function syscalls(console: Console): string {
  console.requireRunning();
  const view = console.session.scheduler;
  const now = console.session.process.virtualNs;
  const rows = [['Thread', 'M', 'G', 'Call', 'Since', 'Returns', 'Waiting for']];
  for (const { tid, syscall } of console.session.process.threads) {
    if (!syscall) continue;
    const on = view.threadOnCpu(tid);
    const m = on && view.mByAddress(on.m);
    rows.push([
      String(tid), m ? `M${m.id}` : '-', m && m.curg !== 0 ? view.nameOf(m.curg) : '-', syscall.text, duration(now - syscall.enteredNs),
      syscall.held ? 'held' : syscall.readyAtNs === undefined ? '?' : `in ${duration(Math.max(0, syscall.readyAtNs - now))}`, syscall.waitingFor,
    ]);
  }
  return rows.length > 1 ? columns(rows) : 'No syscalls in flight.';
}

function program(console: Console): string {
  const { process, image } = console.session;
  return columns([
    ['Program', image.path], ['Go version', image.goVersion?.text ?? 'not a Go program'], ['Virtual time', duration(process.virtualNs)],
    ['Instructions', String(process.retired)], ['Scheduler state', console.session.scheduler.unavailable ?? `from ${console.session.scheduler.layoutSource}`],
    ...image.warnings.map((text) => ['Warning', text]),
  ]);
}

export const infoScheduler: readonly Command[] = [
  { names: ['goroutines', 'g', 'gor'], usage: 'info goroutines [user]', help: 'Goroutines: status, M, P, place; "user": without the runtime\'s own.', run: (console, { args }) => goroutines(console, args) },
  { names: ['threads'], usage: 'info threads', help: 'Kernel threads (Ms).', run: (console) => threads(console) },
  { names: ['p', 'ps'], usage: 'info p', help: 'Table of the Ps.', run: (console) => ps(console) },
  { names: ['m', 'ms'], usage: 'info m', help: 'Table of the Ms.', run: (console) => ms(console) },
  { names: ['sched'], usage: 'info sched', help: 'runtime.sched: queues and counters.', run: (console) => sched(console) },
  { names: ['syscalls'], usage: 'info syscalls', help: 'Syscalls in flight.', run: (console) => syscalls(console) },
  { names: ['program'], usage: 'info program', help: 'The program, its Go version and its virtual time.', run: (console) => program(console) },
];
