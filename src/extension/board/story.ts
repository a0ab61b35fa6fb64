/** What happened, in words: scheduler events joined into the sentences a teacher would say. No DOM and no VS Code in here. */
import type { TimelineEvent } from '../../adapter/protocol';

export interface Sentence { ns: number; retired: number; /** "P0 retaken by sysmon from M0 → M2" */ text: string; /** colour of its mark: a state's name */ state: string }

/** Events to look at: enough for who had which P, and bounded at every stop. */
export const MOST_EVENTS = 5000;

interface Taken { from?: string; by?: string; ns: number; retired: number }

/** The M of a thread, and whether it is sysmon's. */
export interface Actor { id: number; sysmon?: true }

/** Sentences about events, oldest first; `threads`: the M of each thread id. */
export function storyOf(events: readonly TimelineEvent[], threads: ReadonlyMap<number, Actor>): Sentence[] {
  const told: Sentence[] = [];
  /** M that has or had each P, and P and G of each M */
  const lastM = new Map<string, string>();
  const p = new Map<string, string>();
  const mOf = new Map<string, string>();
  const taken = new Map<string, Taken>();
  for (const event of events) {
    const { kind, subject, from, to, tid } = event;
    const thread = threads.get(tid);
    const actor = thread && `M${thread.id}`;
    const say = (text: string, state: string): void => { told.push({ ns: event.ns, retired: event.retired, text, state }); };
    if (kind === 'p-status' && from === 'syscall' && to === 'idle') {
      const owner = lastM.get(subject);
      taken.set(subject, { from: owner, by: thread?.sysmon ? 'sysmon' : actor, ns: event.ns, retired: event.retired });
    } else if (kind === 'm-p' && /^P\d/.test(to)) {
      const was = taken.get(to);
      if (was) say(wayOf(to, was, subject), 'syscall');
      else if (lastM.has(to) && lastM.get(to) !== subject) say(`${to} goes from ${lastM.get(to)} → ${subject}`, 'runnable');
      taken.delete(to);
      lastM.set(to, subject);
      p.set(subject, to);
    } else if (kind === 'm-p') p.delete(subject);
    else if (kind === 'm-curg' && /^G\d/.test(to)) mOf.set(to, subject);
    else if (kind === 'm-created') say(`${subject} is created`, 'idle');
    else if (kind === 'g-created') say(event.text.replace(' created', ' is created'), 'runnable');
    else if (kind === 'queue' && subject === 'sched') say(event.text.replace('->', '→'), 'runnable');
    else if (kind === 'g-status') goroutine(event, mOf.get(subject) ?? actor, p, say);
  }
  for (const [name, was] of taken) told.push({ ns: was.ns, retired: was.retired, text: wayOf(name, was, undefined), state: 'syscall' });
  return told;
}

function wayOf(p: string, was: Taken, to: string | undefined): string {
  const from = was.from ? ` from ${was.from}` : '';
  // An M takes a P out of its syscall only to go on with it: the one that had it before may be too long ago to be known.
  if (to !== undefined && to === (was.from ?? was.by)) return `${to} gets ${p} back`;
  const way = was.by === 'sysmon' ? 'retaken by sysmon' : was.by !== undefined && was.by === was.from ? 'handed off' : `taken${was.by ? ` by ${was.by}` : ''}`;
  return `${p} ${way}${from}${to ? ` → ${to}` : ', no M has it yet'}`;
}

function goroutine({ subject, from, to, text }: TimelineEvent, m: string | undefined, p: ReadonlyMap<string, string>, say: (text: string, state: string) => void): void {
  const on = m ? ` on ${m}` : '';
  const has = m && p.has(m) ? ` with ${p.get(m)}` : '';
  if (to === 'syscall') say(`${subject} enters a syscall${on}`, 'syscall');
  else if (from === 'syscall' && to === 'running') say(`${subject} is back from its syscall${on}${has}`, 'running');
  else if (from === 'syscall' && to === 'runnable') say(`${subject} is back from its syscall and finds no P: runnable`, 'runnable');
  else if (from === 'running' && to === 'runnable') say(`${subject} gives up its M and waits in a queue`, 'runnable');
  else if (to === 'running') say(`${subject} runs${on}${has}`, 'running');
  else if (to === 'waiting' && from === 'running') say(text.replace(/running -> waiting/, 'parks').replace(/ on M\d+$/, ''), 'waiting');
  else if (from === 'waiting' && to === 'runnable') say(`${subject} is ready to run`, 'runnable');
  else if (to === 'dead' && from === 'running') say(`${subject} ends`, 'dead');
  else if (to === 'preempted') say(`${subject} is suspended`, 'gcstop');
}
