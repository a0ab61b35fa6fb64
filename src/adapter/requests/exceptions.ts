import type { DebugProtocol } from '@vscode/debugprotocol';
import type { BreakpointSpec } from '../../debugger/breakpoints/types';
import { failureAt } from '../../debugger/failure';
import type { DebuggerSession } from '../../debugger/session';
import type { Topic } from '../topic';

interface Filter extends DebugProtocol.ExceptionBreakpointsFilter { readonly functions: readonly string[]; /** numbers */ readonly signals?: readonly number[]; readonly title: string; /** of the functions' arguments */ readonly only?: string }

/** Signals that end a Go program unless it handles them or they become panics: SIGHUP INT QUIT ILL TRAP ABRT BUS FPE SEGV TERM STKFLT SYS. */
const FATAL = [1, 2, 3, 4, 5, 6, 7, 8, 11, 15, 16, 31];

/** Where Go's runtime passes for each kind of failure (the names are the same in Go 1.13 to 1.26 where they exist). */
const filters: readonly Filter[] = [
  { filter: 'unrecovered', label: 'Unrecovered panics', description: 'A panic that nobody recovers: before the program ends.', default: true, functions: ['runtime.fatalpanic'], title: 'Unrecovered panic' },
  { filter: 'panic', label: 'All panics', description: 'Every panic, where it begins.', functions: ['runtime.gopanic'], title: 'Panic' },
  { filter: 'throw', label: 'Fatal errors', description: 'The runtime gives up: throw, deadlock, concurrent map writes.', default: true, functions: ['runtime.throw', 'runtime.fatalthrow', 'runtime.fatal'], title: 'Fatal error' },
  { filter: 'signal', label: 'Fatal signals', description: 'A signal that ends a program unless it handles it: before the program gets it. A nil pointer that is followed is one.', functions: [], signals: FATAL, title: 'Fatal signal' },
  {
    filter: 'deadlock', label: 'Deadlocks', description: 'No goroutine can go on: the runtime is about to give up.', functions: ['runtime.throw', 'runtime.fatal'], title: 'Deadlock',
    only: 's == "all goroutines are asleep - deadlock!" || s == "no goroutines (main called runtime.Goexit) - deadlock!"',
  },
];

function specs(filter: Filter, condition: string | undefined, exists: (name: string) => boolean): BreakpointSpec[] {
  // fatalthrow is reached from throw, too: only one of them is wanted.
  const names = filter.functions.filter(exists).filter((name) => name !== 'runtime.fatalthrow' || !exists('runtime.throw'));
  const both = filter.only && condition ? `(${filter.only}) && (${condition})` : filter.only ?? condition;
  const { signals, title } = filter;
  if (signals) return [{ location: { kind: 'signal', numbers: signals }, reason: 'exception', title, condition }];
  return names.map((name) => ({ location: { kind: 'function', name }, reason: 'exception', title: filter.title, condition: both }));
}

/** Frames that are told with an exception: the whole stack is in the client's own view of it. */
const TOLD_FRAMES = 20;

function stackText(session: DebuggerSession): string {
  const { stop } = session;
  const frames = stop?.tid === undefined ? [] : session.stackOf(session.subjectOf(stop.tid), 0, TOLD_FRAMES).frames;
  return frames.map(({ kind, name, position }) => (kind === 'label' ? `--- ${name} ---` : `${name}${position ? `\n\t${position.file}:${position.line}` : ''}`)).join('\n');
}

export const exceptions: Topic = {
  capabilities: {
    exceptionBreakpointFilters: filters.map(({ filter, label, description, default: isDefault }) => ({ filter, label, description, default: isDefault ?? false, supportsCondition: true })),
    supportsExceptionFilterOptions: true,
    supportsExceptionInfoRequest: true,
  },
  handlers: {
    setExceptionBreakpoints({ session }, args: DebugProtocol.SetExceptionBreakpointsArguments) {
      const wanted = [...(args.filters ?? []).map((filterId) => ({ filterId, condition: undefined as string | undefined })), ...(args.filterOptions ?? [])];
      const exists = (name: string): boolean => session.image.functions.byName(name) !== undefined;
      const all = wanted.map(({ filterId, condition }) => {
        const filter = filters.find((candidate) => candidate.filter === filterId);
        return filter ? specs(filter, condition || undefined, exists) : filterId;
      });
      const made = session.breakpoints.replaceGroup('exceptions', all.flatMap((list) => (typeof list === 'string' ? [] : list)));
      return { breakpoints: all.map((list) => {
        if (typeof list === 'string') return { verified: false, message: `There is no filter "${list}".` };
        const first = list.length > 0 ? made.find(({ spec }) => spec.title === list[0].title) : undefined;
        return first ? { id: first.id, verified: first.resolution.verified, message: first.resolution.verified ? undefined : first.resolution.message } : { verified: false, message: 'This program has no such function.' };
      }) };
    },

    exceptionInfo({ session }) {
      const { stop } = session;
      const title = stop?.breakpointIds.map((id) => session.breakpoints.byId(id)?.spec.title).find(Boolean);
      const failure = stop?.reason === 'exception' ? failureAt(session) : undefined;
      return {
        exceptionId: title ?? stop?.raw?.kind ?? 'exception', description: failure?.message ?? stop?.description, breakMode: 'always',
        details: failure && { message: failure.message, typeName: failure.typeName, fullTypeName: failure.typeName, evaluateName: failure.expression, stackTrace: stackText(session) },
      };
    },
  },
};

