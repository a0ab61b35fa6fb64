import { LatencyError } from '../../debugger/latency';
import { controlSyscall, setLatency, SyscallControlError } from '../../debugger/syscall-control';
import type { Process } from '../../linux/api';
import { AdapterError } from '../errors';
import type { SyscallArguments } from '../protocol';
import type { Topic } from '../topic';

function carryOut(process: Process, args: SyscallArguments): void {
  switch (args.action) {
    case 'latency': return setLatency(process, String(args.name), String(args.duration ?? ''));
    case 'hold': case 'release': return controlSyscall(process, args.tid, { action: args.action });
    case 'fail': return controlSyscall(process, args.tid, { action: 'fail', errno: String(args.errno) });
    default: throw new SyscallControlError(`"${String((args as { action: unknown }).action)}" is no action: hold, release, fail or latency`);
  }
}

export const syscalls: Topic = {
  capabilities: {},
  handlers: {
    'gosched/syscall': (context, args: SyscallArguments) => {
      try {
        carryOut(context.session.process, args);
      } catch (error) {
        if (!(error instanceof SyscallControlError || error instanceof LatencyError)) throw error;
        throw new AdapterError('badArgument', { command: 'gosched/syscall', text: error.message }, { cause: error });
      }
      // Stacks are as they were: told otherwise, VS Code takes the stop for a new one, opens its source and its side bar.
      context.guestChanged(['variables']);
    },
  },
};
