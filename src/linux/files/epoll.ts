/**
 * epoll (epoll(7)): each instance has a list of items that had an event, in that order; epoll_wait asks each again and
 * keeps level-triggered ones at the end of the list. So the order of events is the order in which they happened.
 */
import { E } from '../errno';
import { Errno } from '../syscalls/handler';
import type { Kernel, Outcome, SyscallCall, SyscallDefinition } from '../syscalls/handler';
import { readTimespec } from '../syscalls/structs';
import { Struct, concat, view } from './bytes';
import { O, POLL } from './constants';
import { fileOf, install, nextId, openFile, usableFileOf } from './descriptors';
import { EPOLLET, EPOLLEXCLUSIVE, EPOLLONESHOT, EPOLLWAKEUP, notify, readKey } from './events';
import type { EpollItem, EpollState } from './objects-state';
import { operationsOf, register, staysAtZero } from './operations';
import type { OpenFile } from './state';
import { advanceTimers } from './timerfd';
import { deadlineOf, useMask, waitUntil } from './waiting';

const ADD = 1, DEL = 2, MOD = 3;
/** struct epoll_event is packed on x86-64: events, data. */
const EVENT_SIZE = 12;
/** Depth of epoll instances within each other (EP_MAX_NESTS). */
const MAX_DEPTH = 4;

function epollOf(k: Kernel, file: OpenFile): EpollState { return k.state.files.objects[file.object] as EpollState; }

function create(call: SyscallCall, flags: number): number {
  const k = call.kernel;
  if ((flags & ~O.CLOEXEC) !== 0) return -E.EINVAL;
  const id = nextId(k);
  k.state.files.objects[id] = { kind: 'epoll', id, items: {}, nextItem: 1, ready: [], watchers: [] };
  return install(k, openFile(k, { kind: 'epoll', flags: O.RDWR, name: 'anon_inode:[eventpoll]', object: id }), (flags & O.CLOEXEC) !== 0);
}

function epollOfDescriptor(call: SyscallCall): EpollState {
  const file = usableFileOf(call.kernel, call.int(0));
  if (file.kind !== 'epoll') throw new Errno(E.EINVAL);
  return epollOf(call.kernel, file);
}

function control(call: SyscallCall): number {
  const k = call.kernel;
  const operation = call.int(1), fd = call.int(2);
  const event = operation === DEL ? undefined : view(call.memory.userRead(call.ptr(3), EVENT_SIZE));
  const epollFile = fileOf(k, call.int(0));
  const file = usableFileOf(k, fd);
  const operations = operationsOf(file);
  if (!operations.poll || !operations.source) return -E.EPERM;
  if (file === epollFile || epollFile.kind !== 'epoll') return -E.EINVAL;
  const epoll = epollOf(k, epollFile);
  const wanted = event?.getUint32(0, true) ?? 0;
  if (operation !== DEL && (wanted & EPOLLEXCLUSIVE) !== 0) {
    const allowed = EPOLLET + EPOLLWAKEUP + EPOLLEXCLUSIVE + POLL.IN + POLL.OUT + POLL.ERR + POLL.HUP + POLL.RDNORM + POLL.WRNORM;
    if (operation === MOD || file.kind === 'epoll' || (wanted & ~allowed) !== 0) return -E.EINVAL;
  }
  if (operation === ADD && file.kind === 'epoll') refuseLoop(k, epoll, epollOf(k, file));
  const item = Object.values(epoll.items).find((one) => one.fd === fd && one.file === file.id);
  switch (operation) {
    case ADD:
      if (item) return -E.EEXIST;
      addItem(k, epoll, file, fd, wanted, event!.getBigUint64(4, true));
      return 0;
    case MOD:
      if (!item) return -E.ENOENT;
      if ((item.events & EPOLLEXCLUSIVE) !== 0) return -E.EINVAL;
      item.events = (wanted | POLL.ERR | POLL.HUP) >>> 0;
      item.data = event!.getBigUint64(4, true);
      queueIfReady(k, epoll, item, file);
      return 0;
    case DEL:
      if (!item) return -E.ENOENT;
      removeItem(k, epoll, item, file);
      return 0;
    default: return -E.EINVAL;
  }
}

function addItem(k: Kernel, epoll: EpollState, file: OpenFile, fd: number, events: number, data: bigint): void {
  const item: EpollItem = { id: epoll.nextItem++, fd, file: file.id, events: (events | POLL.ERR | POLL.HUP) >>> 0, data, queued: false };
  epoll.items[item.id] = item;
  operationsOf(file).source!(k, file).watchers.push({ epoll: epoll.id, item: item.id });
  if (!file.epolls.includes(epoll.id)) file.epolls.push(epoll.id);
  queueIfReady(k, epoll, item, file);
}

function removeItem(k: Kernel, epoll: EpollState, item: EpollItem, file: OpenFile): void {
  delete epoll.items[item.id];
  epoll.ready = epoll.ready.filter((id) => id !== item.id);
  const source = operationsOf(file).source!(k, file);
  source.watchers = source.watchers.filter((watcher) => watcher.epoll !== epoll.id || watcher.item !== item.id);
  if (!Object.values(epoll.items).some((one) => one.file === file.id)) file.epolls = file.epolls.filter((id) => id !== epoll.id);
}

function queueIfReady(k: Kernel, epoll: EpollState, item: EpollItem, file: OpenFile): void {
  advanceTimers(k);
  if (item.queued || (operationsOf(file).poll!(k, file) & item.events) === 0) return;
  item.queued = true;
  epoll.ready.push(item.id);
  notify(k, epoll, POLL.IN | POLL.RDNORM);
}

/** ELOOP if `inner` watches `outer`, directly or not, or the nesting would be too deep. */
function refuseLoop(k: Kernel, outer: EpollState, inner: EpollState): void {
  if (reaches(k, inner, outer) || depthBelow(k, inner) + depthAbove(k, outer) > MAX_DEPTH) throw new Errno(E.ELOOP);
}

function inside(k: Kernel, epoll: EpollState): EpollState[] {
  return Object.values(epoll.items).map((item) => k.state.files.files[item.file]).filter((file) => file?.kind === 'epoll').map((file) => epollOf(k, file));
}
function reaches(k: Kernel, from: EpollState, to: EpollState): boolean { return from === to || inside(k, from).some((next) => reaches(k, next, to)); }
function depthBelow(k: Kernel, epoll: EpollState): number { return 1 + Math.max(0, ...inside(k, epoll).map((next) => depthBelow(k, next))); }
function depthAbove(k: Kernel, epoll: EpollState): number {
  const above = epoll.watchers.map((watcher) => k.state.files.objects[watcher.epoll]).filter((one): one is EpollState => one?.kind === 'epoll');
  return 1 + Math.max(0, ...above.map((next) => depthAbove(k, next)));
}

/** The core wakes those who wait for standard input, but does not queue items. */
function queueConsole(k: Kernel, epoll: EpollState): boolean {
  let watched = false;
  for (const item of Object.values(epoll.items)) {
    const file = k.state.files.files[item.file];
    if (file?.kind !== 'console') continue;
    watched = true;
    if (!item.queued && (operationsOf(file).poll!(k, file) & item.events) !== 0) { item.queued = true; epoll.ready.push(item.id); }
  }
  return watched;
}

/** Takes up to `limit` events off the list. */
function collect(k: Kernel, epoll: EpollState, limit: number): Uint8Array[] {
  const events: Uint8Array[] = [];
  const ready = epoll.ready;
  const again: number[] = [];
  let at = 0;
  for (; at < ready.length && events.length < limit; at++) {
    const item = epoll.items[ready[at]];
    if (!item) continue;
    const file = k.state.files.files[item.file];
    const holds = (operationsOf(file).poll!(k, file) & item.events) >>> 0;
    if (holds === 0) { item.queued = false; continue; }
    events.push(new Struct(EVENT_SIZE).u32(0, holds).u64(4, item.data).bytes);
    if ((item.events & EPOLLONESHOT) !== 0) {
      item.events = (item.events & (EPOLLET + EPOLLONESHOT + EPOLLWAKEUP + EPOLLEXCLUSIVE)) >>> 0;
      item.queued = false;
    } else if ((item.events & EPOLLET) === 0) again.push(item.id);
    else item.queued = false;
  }
  epoll.ready = [...ready.slice(at), ...again];
  return events;
}

function wait(call: SyscallCall, timeoutNs: number): Outcome {
  const k = call.kernel;
  const limit = call.int(2);
  if (limit <= 0 || limit > Math.floor(0x7fffffff / EVENT_SIZE)) return -E.EINVAL;
  const epoll = epollOfDescriptor(call);
  const deadline = deadlineOf(call, timeoutNs);
  advanceTimers(k);
  const console = queueConsole(k, epoll);
  const events = collect(k, epoll, limit);
  if (events.length > 0) {
    call.memory.userWrite(call.ptr(1), concat(events));
    return events.length;
  }
  if (call.nowNs >= deadline) return 0;
  return waitUntil(call, console ? [readKey(epoll.id), 'stdin:r'] : [readKey(epoll.id)], deadline, `epoll ${call.int(0)}`);
}

function milliseconds(call: SyscallCall): number { return call.int(3) < 0 ? Infinity : call.int(3) * 1e6; }

register('epoll', {
  seek: staysAtZero, source: epollOf,
  poll(k, file) {
    const epoll = epollOf(k, file);
    queueConsole(k, epoll);
    const ready = epoll.ready.some((id) => {
      const item = epoll.items[id];
      const watched = item && k.state.files.files[item.file];
      return watched !== undefined && (operationsOf(watched).poll!(k, watched) & item.events) !== 0;
    });
    return ready ? POLL.IN | POLL.RDNORM : 0;
  },
  release(k, file) {
    const epoll = epollOf(k, file);
    for (const item of Object.values(epoll.items)) removeItem(k, epoll, item, k.state.files.files[item.file]);
    delete k.state.files.objects[epoll.id];
  },
});

export const epollSyscalls = {
  epoll_create: { handler: (call) => (call.int(0) <= 0 ? -E.EINVAL : create(call, 0)), args: ['int'] },
  epoll_create1: { handler: (call) => create(call, call.int(0)), args: ['flags:open'] },
  epoll_ctl: { handler: control, args: ['fd', 'enum:epoll_ctl', 'fd', 'ptr'] },
  epoll_wait: { handler: (call) => wait(call, milliseconds(call)), args: ['fd', 'ptr', 'int', 'int'] },
  epoll_pwait: { handler(call) { useMask(call, call.ptr(4), call.ptr(5)); return wait(call, milliseconds(call)); }, args: ['fd', 'ptr', 'int', 'int', 'mask', 'uint'] },
  epoll_pwait2: {
    handler(call) {
      const timeout = call.ptr(3) === 0 ? Infinity : Number(readTimespec(call.memory, call.ptr(3)));
      useMask(call, call.ptr(4), call.ptr(5));
      return wait(call, timeout);
    },
    args: ['fd', 'ptr', 'int', 'timespec', 'mask', 'uint'],
  },
} satisfies Record<string, SyscallDefinition>;
