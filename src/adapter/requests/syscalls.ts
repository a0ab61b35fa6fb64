import type { LatencyRule, Process } from '../../linux/api';
import { E } from '../../linux/errno';
import type { AdapterContext } from '../context';
import { AdapterError } from '../errors';
import { OptionError, parseLatency } from '../launch/options';
import type { SyscallArguments } from '../protocol';
import type { Topic } from '../topic';

/** The number of an errno given by name or number. @throws AdapterError */
function errnoOf(text: string): number {
  const name = text.trim().toUpperCase();
  const known = (E as Record<string, number>)[name] ?? (/^\d+$/.test(name) ? Number(name) : NaN);
  if (!(known >= 1 && known <= 4095)) throw new AdapterError('badArgument', { command: 'gosched/syscall', text: `"${text}" is no errno: write one as in ENOENT` });
  return known;
}

/** The rules in force, by process: the launch's, and what the user has changed. */
const rulesInForce = new WeakMap<Process, LatencyRule[]>();

function setLatency(context: AdapterContext, name: string, duration: string): void {
  const { process } = context.session;
  const rules = (rulesInForce.get(process) ?? process.options.latencies).filter((rule) => rule.syscall !== name || rule.fd !== undefined || rule.path !== undefined);
  try {
    // The newest rule comes first: the first match wins.
    const changed = duration.trim() === '' ? rules : [parseLatency(`${name}=${duration}`), ...rules];
    rulesInForce.set(process, changed);
    process.setLatency(changed);
  } catch (error) {
    if (error instanceof OptionError) throw new AdapterError('badArgument', { command: 'gosched/syscall', text: error.message }, { cause: error });
    throw error;
  }
}

export const syscalls: Topic = {
  capabilities: {},
  handlers: {
    'gosched/syscall': (context, args: SyscallArguments) => {
      const { process } = context.session;
      if (args.action === 'latency') setLatency(context, args.name, args.duration);
      else {
        if (!process.thread(args.tid)?.syscall) throw new AdapterError('badArgument', { command: 'gosched/syscall', text: `thread ${args.tid} is in no syscall` });
        if (args.action === 'hold') process.holdSyscall(args.tid);
        else if (args.action === 'release') process.releaseSyscall(args.tid);
        else if (args.action === 'fail') process.failSyscall(args.tid, errnoOf(args.errno));
        else throw new AdapterError('badArgument', { command: 'gosched/syscall', text: `"${String((args as { action: unknown }).action)}" is no action` });
      }
      context.session.guestChanged();
      context.protocol.event('invalidated', { areas: ['variables', 'stacks'] });
    },
  },
};
