/** The rows of the four views, as functions of a snapshot: no VS Code in here, so they are tested as they are. */
import type { GoroutineGroup, GoroutineQuery, GoroutineSummary, MSummary, PSummary, Snapshot, SyscallSummary } from '../../adapter/protocol';
import { formatNs } from '../duration';
import { Command } from '../names';
import type { Row } from './tree';

const CHANGED = 'list.warningForeground';
const name = (prefix: string, id: number | undefined): string => (id === undefined ? '–' : `${prefix}${id}`);
const list = (ids: number[], all = ids.length): string => (all === 0 ? 'empty' : ids.slice(0, 12).map((id) => `G${id}`).join(' ') + (all > 12 ? ` … ${all} in all` : ''));
/** A click selects it in the Call Stack view: a goroutine, or what a kernel thread executes. */
const show = (data: { goid: number } | { tid: number }): Row['command'] => ({ command: Command.showGoroutine, title: 'Show in Call Stack', arguments: [{ data }] });
const leaf = (id: string, label: string, description: string, changed: boolean): Row =>
  ({ id, label, description, ...(changed ? { icon: 'circle-filled', color: CHANGED } : {}) });

const P_ICONS: Record<string, [string, string?]> = {
  running: ['vm-running', 'charts.green'], syscall: ['vm-outline', 'charts.yellow'], idle: ['vm'], gcstop: ['vm-connect', 'charts.red'], dead: ['vm', 'disabledForeground'],
};
const G_ICONS: Record<string, [string, string?]> = {
  running: ['play-circle', 'charts.green'], syscall: ['symbol-event', 'charts.yellow'], runnable: ['circle-large-outline', 'charts.blue'],
  waiting: ['watch'], preempted: ['debug-pause', 'charts.orange'], dead: ['circle-slash', 'disabledForeground'],
};

function processor(p: PSummary, m: MSummary | undefined): Row {
  const [icon, color] = P_ICONS[p.status] ?? ['vm'];
  const has = (field: string): boolean => p.changed.includes(field);
  return {
    id: `P${p.id}`, label: `P${p.id} ${p.status}`, icon, color: p.changed.length > 0 ? CHANGED : color,
    description: [p.m !== undefined ? `M${p.m}` : '', p.g !== undefined ? `G${p.g}` : '', p.runq.length > 0 || p.runnext !== undefined ? `queue ${p.runq.length + (p.runnext === undefined ? 0 : 1)}` : '',
      p.changed.length > 0 ? `changed: ${p.changed.join(', ')}` : ''].filter(Boolean).join(' · '),
    context: 'gosched.object.p', data: { address: p.address }, command: m && show({ tid: m.tid }),
    children: [
      leaf(`P${p.id}.status`, 'status', `_P${p.status} (${p.rawStatus})`, has('status')), leaf(`P${p.id}.m`, 'm', name('M', p.m), has('m')),
      leaf(`P${p.id}.runnext`, 'runnext', name('G', p.runnext), has('runnext')), leaf(`P${p.id}.runq`, 'runq', list(p.runq), has('runq')),
      leaf(`P${p.id}.schedtick`, 'schedtick', String(p.schedtick), has('schedtick')), leaf(`P${p.id}.syscalltick`, 'syscalltick', String(p.syscalltick), has('syscalltick')),
    ],
  };
}

export function processorRows(snapshot: Snapshot): Row[] {
  const rows = snapshot.ps.map((p) => processor(p, snapshot.ms.find(({ id }) => id === p.m)));
  const s = snapshot.sched;
  if (s) {
    rows.push({
      id: 'sched', label: 'sched', icon: 'server-process', context: 'gosched.object.sched',
      description: `global queue ${s.runqsize} · idle Ps ${s.npidle} · idle Ms ${s.nmidle} · spinning ${s.nmspinning}`,
      children: [
        leaf('sched.runq', 'runq', list(s.runq, s.runqsize), false), leaf('sched.pidle', 'pidle', s.idlePs.map((id) => `P${id}`).join(' ') || 'empty', false),
        leaf('sched.midle', 'midle', s.idleMs.map((id) => `M${id}`).join(' ') || 'empty', false), leaf('sched.nmidlelocked', 'nmidlelocked', String(s.nmidlelocked), false),
        leaf('sched.sysmonwait', 'sysmonwait', String(s.sysmonwait), false), leaf('sched.gcwaiting', 'gcwaiting', `${s.gcwaiting}, stopwait ${s.stopwait}`, false),
      ],
    });
  }
  return rows;
}

function thread(m: MSummary): Row {
  const has = (field: string): boolean => m.changed.includes(field);
  const what = m.sysmon ? `sysmon${m.syscall ? ` · ${m.syscall}` : ''}` : m.syscall ?? (m.idle ? 'idle' : m.on === 'g0' ? `g0 · ${m.function}` : m.on === 'gsignal' ? `signal · ${m.function}` : m.function);
  return {
    id: `M${m.id}`, label: `M${m.id} ${m.p !== undefined ? `P${m.p}` : 'no P'}${m.curg !== undefined ? ` G${m.curg}` : ''}`,
    description: [what, m.spinning ? 'spinning' : '', m.lockedg !== undefined ? `locked to G${m.lockedg}` : '', m.changed.length > 0 ? `changed: ${m.changed.join(', ')}` : ''].filter(Boolean).join(' · '),
    icon: m.idle ? 'debug-stackframe-dot' : 'server', color: m.changed.length > 0 ? CHANGED : m.idle ? 'disabledForeground' : undefined,
    context: 'gosched.object.m', data: { address: m.address, tid: m.tid }, command: m.tid > 0 ? show({ tid: m.tid }) : undefined,
    children: [
      leaf(`M${m.id}.tid`, 'thread', String(m.tid), has('tid')), leaf(`M${m.id}.p`, 'p', name('P', m.p), has('p')), leaf(`M${m.id}.oldp`, 'oldp', name('P', m.oldp), has('oldp')),
      leaf(`M${m.id}.nextp`, 'nextp', name('P', m.nextp), has('nextp')), leaf(`M${m.id}.curg`, 'curg', name('G', m.curg), has('curg')),
      leaf(`M${m.id}.locks`, 'locks', String(m.locks), has('locks')), leaf(`M${m.id}.blocked`, 'blocked', String(m.blocked), has('blocked')),
    ],
  };
}

export const threadRows = (snapshot: Snapshot): Row[] => snapshot.ms.map(thread);

function goroutine(g: GoroutineSummary): Row {
  const [icon, color] = G_ICONS[g.status] ?? ['circle-outline'];
  return {
    id: `G${g.id}`, label: `G${g.id} ${g.name}`, icon, color: g.changed.length > 0 ? CHANGED : color,
    description: [g.wait ?? g.status, g.m !== undefined ? `M${g.m}` : '', g.p !== undefined ? `P${g.p}` : '', g.location?.replace(/^.*\//, '') ?? ''].filter(Boolean).join(' · '),
    tooltip: [`G${g.id} ${g.name}`, g.wait ?? g.status, g.function, g.location, g.changed.length > 0 ? `changed: ${g.changed.join(', ')}` : ''].filter(Boolean).join('\n'),
    context: 'gosched.object.goroutine', data: { goid: g.id, address: g.address },
    command: show({ goid: g.id }),
  };
}

/** The row that leads to more, if there is more. */
const more = (id: string, shown: number, all: number): Row[] =>
  (shown < all ? [{ id, label: 'Load more…', description: `${shown} of ${all}`, icon: 'ellipsis', command: { command: Command.moreGoroutines, title: 'Load more', arguments: [{ inGroup: id !== 'more' }] } }] : []);

function group({ title, count, ids }: GoroutineGroup): Row {
  const id = `group:${title}`;
  return {
    id, label: `${count} × ${title}`, icon: 'group-by-ref-type',
    children: [...ids.map((goid): Row => ({ id: `${id}:G${goid}`, label: `G${goid}`, icon: 'circle-outline', context: 'gosched.object.goroutine', data: { goid }, command: show({ goid }) })), ...more(`${id}:more`, ids.length, count)],
  };
}

export function goroutineRows({ goroutines: { groups, groupCount = 0, items, matching } }: Snapshot): Row[] {
  return groups ? [...groups.map(group), ...more('more', groups.length, groupCount)] : [...items.map(goroutine), ...more('more', items.length, matching)];
}

/** "12 of 40": what is listed or grouped, of all there are. */
export function goroutineCount({ goroutines }: Snapshot): string {
  return goroutines.matching === goroutines.all ? String(goroutines.all) : `${goroutines.matching} of ${goroutines.all}`;
}

/** Why not all goroutines are there. */
export function goroutineMessage({ goroutines }: Snapshot, query: GoroutineQuery): string | undefined {
  if (query.filter) return `${goroutines.matching} of ${goroutines.all} goroutines match "${query.filter}"`;
  const hidden = goroutines.all - goroutines.matching;
  return hidden > 0 && !query.system && goroutines.matching === 0 ? `Only the runtime's own ${hidden} goroutines; they are hidden.` : undefined;
}

function syscall(s: SyscallSummary): Row {
  const who = s.g !== undefined ? `G${s.g}` : s.m !== undefined ? `M${s.m}` : `thread ${s.tid}`;
  return {
    id: `syscall:${s.tid}`, label: `${who} ${s.text}`, icon: s.held ? 'debug-pause' : 'symbol-event', color: s.held ? 'charts.red' : undefined,
    description: `${formatNs(s.elapsedNs)} so far${s.remainingNs !== undefined ? `, ${formatNs(s.remainingNs)} to go` : ''} · ${s.held ? 'held by you' : s.waitingFor}`,
    context: s.held ? 'heldSyscall' : 'syscall', data: { tid: s.tid, syscall: s.name }, command: show({ tid: s.tid }),
  };
}

export const syscallRows = (snapshot: Snapshot): Row[] => snapshot.syscalls.map(syscall);
