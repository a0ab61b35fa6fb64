import type { DebugProtocol } from '@vscode/debugprotocol';
import { StepError } from '../../debugger/stepping/context';
import { AdapterError } from '../errors';
import { sequence, targetAddress, targetId } from '../targets';
import type { Topic } from '../topic';
import { hexAddress } from '../values';
import { programFile } from './breakpoints';
import { run, subject } from './running';

export const jumps: Topic = {
  capabilities: { supportsGotoTargetsRequest: true, supportsStepInTargetsRequest: true, supportsRestartFrame: true },
  handlers: {
    gotoTargets(context, { source, line }: DebugProtocol.GotoTargetsArguments) {
      const { image } = context.session;
      const addresses = image.lines.addressesOf(programFile(context, source), context.lineFromClient(line));
      return { targets: addresses.map((address) => ({
        id: targetId(context, address), line, instructionPointerReference: hexAddress(address),
        label: `${image.functions.at(address)?.name ?? 'line'} at ${hexAddress(address)}`,
      })) };
    },

    goto(context, { threadId, targetId: id }: DebugProtocol.GotoArguments) {
      const who = subject(context, threadId);
      const address = targetAddress(context, 'goto', id);
      try {
        context.jump(context.session.jump(who, address));
      } catch (error) {
        if (error instanceof StepError) throw new AdapterError('step', { text: error.message }, { cause: error });
        throw error;
      }
    },

    /** The calls on the line of the innermost frame that are still to come. */
    stepInTargets(context, { frameId }: DebugProtocol.StepInTargetsArguments) {
      const { frame, index } = context.references.frame(frameId);
      const { image, process: { machine } } = context.session;
      const fn = frame.function;
      if (index !== 0 || !fn || !frame.position) return { targets: [] };
      const found: DebugProtocol.StepInTarget[] = [];
      const { file, line } = frame.position;
      for (let at = frame.pc; at < fn.end;) {
        const { flow, length, target } = machine.instructionAt(at);
        const position = image.lines.at(at);
        if (position?.file !== file || position.line !== line) break;
        const callee = target === undefined ? undefined : image.functions.at(target)?.name;
        if (flow === 'call' && !callee?.startsWith('runtime.')) found.push({ id: targetId(context, at), label: callee ?? `the call at ${hexAddress(at)}`, line: context.lineToClient(line) });
        at += Math.max(1, length);
      }
      return { targets: found };
    },

    /**
     * Back to before the frame's first instruction, in the past: everything that the frame has done since is undone, which no
     * debugger without a history can.
     */
    restartFrame(context, { frameId }: DebugProtocol.RestartFrameArguments) {
      const { subject: who, index } = context.references.frame(frameId);
      const { session } = context;
      run(context, () => sequence(
        () => session.reverse('stepOut', who, index),
        () => session.stepInstruction(session.subjectOf(session.stop?.tid ?? session.process.currentTid), false),
      ));
    },
  },
};
