import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Value, ValueFormat } from '../../debugger/api';
import type { BreakpointSpec, DataAccess } from '../../debugger/breakpoints/types';
import type { AdapterContext } from '../context';
import { AdapterError } from '../errors';
import type { Topic } from '../topic';
import { hexAddress } from '../values';
import { toClient } from './breakpoints';
import { parseReference } from './memory';

const ACCESSES: readonly DataAccess[] = ['read', 'write', 'readWrite'];

/** Types of what was asked about, by data id: an id itself says where the bytes are, and their name. */
const formats = new WeakMap<AdapterContext, Map<string, ValueFormat>>();

/** Ids say everything but the type, so that one of an earlier session of the same program still works. */
function dataId(address: number, length: number, name: string): string { return `${hexAddress(address)}/${length} ${name}`; }

function parseDataId(id: string): { address: number; length: number; name: string } {
  const match = /^(0x[0-9a-f]{1,12})\/(\d{1,15}) (.*)$/s.exec(id);
  if (!match) throw new AdapterError('badArgument', { command: 'setDataBreakpoints', text: `"${id}" is no data id of dataBreakpointInfo` });
  return { address: Number(match[1]), length: Number(match[2]), name: match[3] };
}

function answer(address: number, length: number, name: string, description: string): object {
  return { dataId: dataId(address, length, name), description, accessTypes: ACCESSES, canPersist: false };
}

function nothing(description: string): object { return { dataId: null, description }; }

function aboutAddress({ name, bytes = 8 }: DebugProtocol.DataBreakpointInfoArguments): object {
  const address = parseReference(name);
  if (bytes < 1) return nothing(`${bytes} bytes cannot be watched.`);
  return answer(address, bytes, hexAddress(address), `${bytes} byte${bytes === 1 ? '' : 's'} at ${hexAddress(address)}`);
}

/** The value that is asked about: a child of a container, or an expression. */
function find(context: AdapterContext, { variablesReference, name, frameId }: DebugProtocol.DataBreakpointInfoArguments): Value {
  const { session, console } = context.loaded;
  if (variablesReference) {
    const child = context.references.container(variablesReference).children().find((candidate) => candidate.name === name);
    if (!child) throw new AdapterError('noVariable', { name });
    return child.value;
  }
  const frame = frameId === undefined ? undefined : context.references.frame(frameId);
  try {
    return session.evaluator.evaluate(name, frame ? session.scopeOf(frame.subject, frame.frame) : console.scope());
  } catch (error) {
    throw new AdapterError('evaluation', { text: (error as Error).message }, { cause: error });
  }
}

export const dataBreakpoints: Topic = {
  capabilities: { supportsDataBreakpoints: true, supportsDataBreakpointBytes: true },
  handlers: {
    dataBreakpointInfo(context, args: DebugProtocol.DataBreakpointInfoArguments) {
      if (args.asAddress) return aboutAddress(args);
      const value = find(context, args);
      if (value.address === undefined) return nothing(`${args.name} is not in memory: it cannot be watched.`);
      const length = args.bytes ?? value.size;
      if (length < 1) return nothing(`${args.name} has no bytes that could be watched.`);
      const name = value.expression ?? args.name;
      const format = length === value.size ? session(context).evaluator.formatOf(value) : undefined;
      if (format) formatsOf(context).set(dataId(value.address, length, name), format);
      return answer(value.address, length, name, `${name} (${length} byte${length === 1 ? '' : 's'} at ${hexAddress(value.address)})`);
    },

    setDataBreakpoints(context, { breakpoints: wanted }: DebugProtocol.SetDataBreakpointsArguments) {
      const specs = wanted.map((wish): BreakpointSpec => {
        const access = wish.accessType ?? 'write';
        if (!ACCESSES.includes(access)) throw new AdapterError('badArgument', { command: 'setDataBreakpoints', text: `accessType is read, write or readWrite, not "${access as string}"` });
        return {
          location: { kind: 'data', ...parseDataId(wish.dataId), access, format: formatsOf(context).get(wish.dataId) },
          reason: 'data breakpoint', condition: wish.condition || undefined, hitCondition: wish.hitCondition || undefined,
        };
      });
      return { breakpoints: session(context).breakpoints.replaceGroup('data', specs).map((breakpoint) => toClient(context, breakpoint)) };
    },
  },
};

function session(context: AdapterContext): AdapterContext['session'] { return context.session; }

function formatsOf(context: AdapterContext): Map<string, ValueFormat> {
  let known = formats.get(context);
  if (!known) formats.set(context, known = new Map());
  return known;
}
