import type { DebugProtocol } from '@vscode/debugprotocol';

/** Every error the adapter answers with: its number is told to the client and never used for anything else. */
const table = {
  unknownRequest: { id: 2001, format: 'Unknown request "{command}".' },
  wrongState: { id: 2002, format: '"{command}" is not possible {when}.' },
  internal: { id: 2003, format: 'Internal error in "{command}": {text}' },
  pathFormat: { id: 2004, format: 'Only paths are understood, not "{format}" (pathFormat).' },
  badArgument: { id: 2005, format: '{command}: {text}' },
  cancelled: { id: 2006, format: 'cancelled' },
  launchOption: { id: 2010, format: 'Launch configuration: {text}' },
  program: { id: 2011, format: '{text}' },
  build: { id: 2012, format: '{text}' },
  unknownThread: { id: 2020, format: 'There is no thread {id} any more.' },
  staleFrame: { id: 2021, format: 'Frame {id} belongs to an earlier stop.' },
  staleVariables: { id: 2022, format: 'Variables {id} belong to an earlier stop.' },
  noVariable: { id: 2023, format: 'There is no variable "{name}" here.' },
  notAssignable: { id: 2024, format: '"{name}" cannot be changed.' },
  evaluation: { id: 2025, format: '{text}' },
  staleLocation: { id: 2027, format: 'Location {id} belongs to an earlier stop.' },
  step: { id: 2026, format: '{text}' },
  noSource: { id: 2030, format: 'The source of {name} cannot be had: {why}' },
  badAddress: { id: 2031, format: '"{reference}" is no address.' },
  memory: { id: 2032, format: '{text}' },
  noScheduler: { id: 2033, format: '{text}' },
} as const satisfies Record<string, { id: number; format: string }>;

export type ErrorName = keyof typeof table;

/** An answer with success = false. */
export class AdapterError extends Error {
  readonly body: DebugProtocol.Message;

  constructor(readonly kind: ErrorName, variables: Record<string, string> = {}, options?: ErrorOptions) {
    const { id, format } = table[kind];
    super(format.replace(/\{(\w+)\}/g, (_, name: string) => variables[name] ?? ''), options);
    this.body = { id, format, variables, showUser: (kind === 'launchOption' || kind === 'program' || kind === 'build') };
  }
}

export const allErrors: Readonly<Record<string, { id: number; format: string }>> = table;
