/** The rows of the four views, as functions of a snapshot: no VS Code in here, so they are tested as they are. */
import type { GoroutineGroup, GoroutineQuery, GoroutineSummary, MSummary, PSummary, Snapshot, SyscallSummary } from '../../adapter/protocol';
import { formatNs } from '../duration';
import { Command, View } from '../names';
import type { Row } from './tree';

const CHANGED = 'list.warningForeground';
const name = (prefix: string, id: number | undefined): string => (id === undefined ? '–' : `${prefix}${id}`);
const list = (ids: number[], all = ids.length): string => (all === 0 ? 'empty' : ids.slice(0, 12).map((id) => `G${id}`).join(' ') + (all > 12 ? ` … ${all} in all` : ''));
type Shown = { goid: number } | { tid: number };
/** A click selects it in the Call Stack view and opens its source: a goroutine, or what a kernel thread executes. The view stays, with the focus. */
const show = (view: string, data: Shown): Row['command'] => ({ command: Command.showGoroutine, title: 'Show in Call Stack', arguments: [{ data, view }] });
const leaf = (id: string, label: string, description: string, changed: boolean): Row =>
  ({ id, label, description, ...(changed ? { icon: 'circle-filled', color: CHANGED } : {}) });
/** "changed: m, status", or "new"; empty if nothing has. */
const changes = (fields: readonly string[]): string => (fields.includes('new') ? 'new' : fields.length > 0 ? `changed: ${fields.join(', ')}` : '');

/** Rows that name a G or an M: a click goes there. */
class Links {
  private readonly names: ReadonlyMap<number, string>;
  private readonly tids: ReadonlyMap<number, number>;

  constructor({ ms, whereabouts }: Snapshot, private readonly view: string) {
    this.names = new Map(whereabouts.placed.map((g) => [g.id, g.name]));
    this.tids = new Map(ms.map((m) => [m.id, m.tid]));
  }

  private linked(row: Row, data: Shown | undefined, context: string): Row { return data ? { ...row, data, context, command: show(this.view, data) } : row; }

  g(row: Row, goid: number | undefined): Row { return this.linked(row, goid ? { goid } : undefined, 'gosched.goroutine'); }

  m(row: Row, id: number | undefined): Row { return this.linked(row, this.threadOf(id), 'gosched.thread'); }

  toM(id: number | undefined): Row['command'] {
    const thread = this.threadOf(id);
    return thread && show(this.view, thread);
  }

  private threadOf(id: number | undefined): Shown | undefined {
    const tid = id === undefined ? undefined : this.tids.get(id);
    return tid ? { tid } : undefined;
  }

  /** A queue: its goroutines are rows below it. */
  queue(row: Row, goids: readonly number[]): Row {
    return { ...row, children: goids.map((goid, place) => this.g({ id: `${row.id}.${place}`, label: name('G', goid), description: this.names.get(goid), icon: 'circle-large-outline' }, goid)) };
  }
}

const P_ICONS: Record<string, [string, string?]> = {
  running: ['vm-running', 'charts.green'], syscall: ['vm-outline', 'charts.yellow'], idle: ['vm'], gcstop: ['vm-connect', 'charts.red'], dead: ['vm', 'disabledForeground'],
};
const G_ICONS: Record<string, [string, string?]> = {
  running: ['play-circle', 'charts.green'], syscall: ['symbol-event', 'charts.yellow'], runnable: ['circle-large-outline', 'charts.blue'],
  waiting: ['watch'], preempted: ['debug-pause', 'charts.orange'], dead: ['circle-slash', 'disabledForeground'],
};

function processor(p: PSummary, links: Links): Row {
  const [icon, color] = P_ICONS[p.status] ?? ['vm'];
  const has = (field: string): boolean => p.changed.includes(field);
  return {
    id: `P${p.id}`, label: `P${p.id} ${p.status}`, icon, color: p.changed.length > 0 ? CHANGED : color,
    description: [p.m !== undefined ? `M${p.m}` : '', p.g !== undefined ? `G${p.g}` : '', p.runq.length > 0 || p.runnext !== undefined ? `queue ${p.runq.length + (p.runnext === undefined ? 0 : 1)}` : '',
      changes(p.changed)].filter(Boolean).join(' · '),
    context: 'gosched.object.p', data: { address: p.address }, command: links.toM(p.m),
    children: [
      leaf(`P${p.id}.status`, 'status', `_P${p.status} (${p.rawStatus})`, has('status')), links.m(leaf(`P${p.id}.m`, 'm', name('M', p.m), has('m')), p.m),
      links.g(leaf(`P${p.id}.runnext`, 'runnext', name('G', p.runnext), has('runnext')), p.runnext), links.queue(leaf(`P${p.id}.runq`, 'runq', list(p.runq), has('runq')), p.runq),
      leaf(`P${p.id}.schedtick`, 'schedtick', String(p.schedtick), has('schedtick')), leaf(`P${p.id}.syscalltick`, 'syscalltick', String(p.syscalltick), has('syscalltick')),
    ],
  };
}

export function processorRows(snapshot: Snapshot): Row[] {
  const links = new Links(snapshot, View.processors);
  const rows = snapshot.ps.map((p) => processor(p, links));
  const s = snapshot.sched;
  if (s) {
    const has = (...fields: string[]): boolean => fields.some((field) => s.changed.includes(field));
    rows.push({
      id: 'sched', label: 'sched', icon: 'server-process', color: s.changed.length > 0 ? CHANGED : undefined, context: 'gosched.sched',
      description: `global queue ${s.runqsize} · idle Ps ${s.npidle} · idle Ms ${s.nmidle} · spinning ${s.nmspinning}${s.changed.length > 0 ? ` · ${changes(s.changed)}` : ''}`,
      children: [
        links.queue(leaf('sched.runq', 'runq', list(s.runq, s.runqsize), has('runq', 'runqsize')), s.runq), leaf('sched.pidle', 'pidle', s.idlePs.map((id) => `P${id}`).join(' ') || 'empty', has('idlePs')),
        leaf('sched.midle', 'midle', s.idleMs.map((id) => `M${id}`).join(' ') || 'empty', has('idleMs')), leaf('sched.nmidlelocked', 'nmidlelocked', String(s.nmidlelocked), has('nmidlelocked')),
        leaf('sched.sysmonwait', 'sysmonwait', String(s.sysmonwait), has('sysmonwait')), leaf('sched.gcwaiting', 'gcwaiting', `${s.gcwaiting}, stopwait ${s.stopwait}`, has('gcwaiting', 'stopwait')),
      ],
    });
  }
  return rows;
}

function thread(m: MSummary, links: Links): Row {
  const has = (field: string): boolean => m.changed.includes(field);
  const what = m.sysmon ? `sysmon${m.syscall ? ` · ${m.syscall}` : ''}` : m.syscall ?? (m.idle ? 'idle' : m.on === 'g0' ? `g0 · ${m.function}` : m.on === 'gsignal' ? `signal · ${m.function}` : m.function);
  return {
    id: `M${m.id}`, label: `M${m.id} ${m.p !== undefined ? `P${m.p}` : 'no P'}${m.curg !== undefined ? ` G${m.curg}` : ''}`,
    description: [what, m.spinning ? 'spinning' : '', m.lockedg !== undefined ? `locked to G${m.lockedg}` : '', changes(m.changed)].filter(Boolean).join(' · '),
    icon: m.idle ? 'debug-stackframe-dot' : 'server', color: m.changed.length > 0 ? CHANGED : m.idle ? 'disabledForeground' : undefined,
    context: 'gosched.object.thread', data: { address: m.address, tid: m.tid }, command: m.tid > 0 ? show(View.threads, { tid: m.tid }) : undefined,
    children: [
      leaf(`M${m.id}.tid`, 'thread', String(m.tid), has('tid')), leaf(`M${m.id}.p`, 'p', name('P', m.p), has('p')), leaf(`M${m.id}.oldp`, 'oldp', name('P', m.oldp), has('oldp')),
      leaf(`M${m.id}.nextp`, 'nextp', name('P', m.nextp), has('nextp')), links.g(leaf(`M${m.id}.curg`, 'curg', name('G', m.curg), has('curg')), m.curg),
      leaf(`M${m.id}.locks`, 'locks', String(m.locks), has('locks')), leaf(`M${m.id}.blocked`, 'blocked', String(m.blocked), has('blocked')),
    ],
  };
}

export function threadRows(snapshot: Snapshot): Row[] {
  const links = new Links(snapshot, View.threads);
  return snapshot.ms.map((m) => thread(m, links));
}

function goroutine(g: GoroutineSummary): Row {
  const [icon, color] = G_ICONS[g.status] ?? ['circle-outline'];
  return {
    id: `G${g.id}`, label: `G${g.id} ${g.name}`, icon, color: g.changed.length > 0 ? CHANGED : color,
    description: [g.wait ?? g.status, g.m !== undefined ? `M${g.m}` : '', g.p !== undefined ? `P${g.p}` : '', g.location?.replace(/^.*\//, '') ?? '', g.changed.includes('new') ? 'new' : ''].filter(Boolean).join(' · '),
    tooltip: [`G${g.id} ${g.name}`, g.wait ?? g.status, g.function, g.location, changes(g.changed)].filter(Boolean).join('\n'),
    context: 'gosched.object.goroutine', data: { goid: g.id, address: g.address },
    command: show(View.goroutines, { goid: g.id }),
  };
}

/** The row that leads to more, if there is more. */
const more = (id: string, shown: number, all: number): Row[] =>
  (shown < all ? [{ id, label: 'Load more…', description: `${shown} of ${all}`, icon: 'ellipsis', command: { command: Command.moreGoroutines, title: 'Load more', arguments: [{ inGroup: id !== 'more' }] } }] : []);

function group({ title, count, ids, changed }: GoroutineGroup): Row {
  const id = `group:${title}`;
  return {
    id, label: `${count} × ${title}`, icon: 'group-by-ref-type', ...(changed ? { color: CHANGED, description: 'changed: count' } : {}),
    children: [...ids.map((goid): Row => ({ id: `${id}:G${goid}`, label: `G${goid}`, icon: 'circle-outline', context: 'gosched.goroutine', data: { goid }, command: show(View.goroutines, { goid }) })), ...more(`${id}:more`, ids.length, count)],
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
    id: `syscall:${s.tid}`, label: `${who} ${s.text}`, icon: s.held ? 'debug-pause' : 'symbol-event', color: s.held ? 'charts.red' : s.changed.length > 0 ? CHANGED : undefined,
    description: `${formatNs(s.elapsedNs)} so far${s.remainingNs !== undefined ? `, ${formatNs(s.remainingNs)} to go` : ''} · ${s.held ? 'held by you' : s.waitingFor}${s.changed.length > 0 ? ` · ${changes(s.changed)}` : ''}`,
    context: s.held ? 'heldSyscall' : 'syscall', data: { tid: s.tid, syscall: s.name }, command: show(View.syscalls, { tid: s.tid }),
  };
}

export const syscallRows = (snapshot: Snapshot): Row[] => snapshot.syscalls.map(syscall);
