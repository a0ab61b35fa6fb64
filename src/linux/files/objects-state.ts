/** Kernel objects that can be waited for: pipes, eventfds, timerfds, epoll instances (plain data). */

/** A registration at an epoll instance: who is told when something happens. */
export interface Watcher { epoll: number; item: number }

export interface PipeState {
  kind: 'pipe';
  id: number;
  /** Pages, oldest first: bytes and how many of them were read. */
  buffers: PipeBuffer[];
  /** How many buffers it may have (16; F_SETPIPE_SZ changes it). */
  slots: number;
  readers: number;
  writers: number;
  /** How often it was opened for reading and writing (an open of a FIFO waits for a change). */
  readerOpens: number;
  writerOpens: number;
  /** Inode of a FIFO, 0: anonymous. */
  fifo: number;
  watchers: Watcher[];
}
export interface PipeBuffer { bytes: Uint8Array; start: number; /** written with O_DIRECT: not merged */ packet: boolean }

export interface EventFdState { kind: 'eventfd'; id: number; count: bigint; semaphore: boolean; watchers: Watcher[] }

export interface TimerFdState {
  kind: 'timerfd';
  id: number;
  /** CLOCK_REALTIME 0, MONOTONIC 1, BOOTTIME 7 */
  clock: number;
  /** Next expiry, virtual ns; undefined: disarmed. */
  expiresNs: number | undefined;
  intervalNs: number;
  /** Expirations not read yet. */
  ticks: number;
  watchers: Watcher[];
}

export interface EpollItem {
  id: number;
  fd: number;
  file: number;
  events: number;
  data: bigint;
  /** It is in the ready list. */
  queued: boolean;
}
export interface EpollState {
  kind: 'epoll';
  id: number;
  /** By item id. */
  items: Record<number, EpollItem>;
  nextItem: number;
  /** Items that had an event, in the order in which they had it. */
  ready: number[];
  watchers: Watcher[];
}

/** A standard stream. Its input is in KernelState.console. */
export interface ConsoleState { kind: 'console'; id: number; stream: 0 | 1 | 2; watchers: Watcher[] }

export type Pollable = PipeState | EventFdState | TimerFdState | EpollState | ConsoleState;
