/** What a session can be doing. */
export type SessionState =
  /** before `initialize` */
  | 'new'
  /** before `launch` */
  | 'initialized'
  /** the program is being built or loaded */
  | 'launching'
  /** loaded; breakpoints come in until `configurationDone` */
  | 'configuring'
  | 'running'
  | 'stopped'
  /** the program has ended, or the session was told to end */
  | 'ended';

const LOADED: readonly SessionState[] = ['configuring', 'running', 'stopped', 'ended'];
/** Between two slices a running program stands still, too: what needs no frame of a stop can be answered. */
const ALIVE: readonly SessionState[] = ['configuring', 'running', 'stopped'];
const STOPPED: readonly SessionState[] = ['stopped'];
const ANY: readonly SessionState[] = ['new', 'initialized', 'launching', ...LOADED];

/** Which request is allowed in which state. A request without a row is unknown. */
export const allowedStates: Readonly<Record<string, readonly SessionState[]>> = {
  initialize: ['new'],
  launch: ['initialized'],
  configurationDone: ['configuring'],
  disconnect: ANY,
  terminate: ['launching', ...LOADED],
  restart: LOADED,
  cancel: ANY,

  setBreakpoints: LOADED,
  setFunctionBreakpoints: LOADED,
  setInstructionBreakpoints: LOADED,
  setExceptionBreakpoints: LOADED,
  breakpointLocations: LOADED,
  dataBreakpointInfo: ALIVE,
  setDataBreakpoints: LOADED,

  threads: LOADED,
  stackTrace: STOPPED,
  scopes: STOPPED,
  variables: STOPPED,
  locations: STOPPED,
  setVariable: STOPPED,
  setExpression: STOPPED,
  completions: ALIVE,
  evaluate: ['configuring', 'running', 'stopped'],
  exceptionInfo: STOPPED,

  continue: STOPPED,
  pause: ALIVE,
  next: STOPPED,
  stepIn: STOPPED,
  stepOut: STOPPED,
  gotoTargets: LOADED,
  goto: STOPPED,
  stepInTargets: STOPPED,
  restartFrame: STOPPED,
  stepBack: STOPPED,
  reverseContinue: STOPPED,
  'gosched/reverse': STOPPED,
  'gosched/seek': STOPPED,
  'gosched/focus': STOPPED,
  'gosched/events': ALIVE,

  disassemble: ALIVE,
  readMemory: ALIVE,
  writeMemory: ALIVE,

  source: LOADED,
  loadedSources: LOADED,
  modules: LOADED,

  'gosched/snapshot': ALIVE,
  'gosched/settings': ALIVE,
  'gosched/syscall': ALIVE,
};

const descriptions: Record<SessionState, string> = {
  new: 'before initialize', initialized: 'before launch', launching: 'while the program is being loaded', configuring: 'before configurationDone',
  running: 'while the program runs', stopped: 'while the program is stopped', ended: 'after the program has ended',
};

/** Undefined if the request is allowed; else when it is not ("while the program runs"). */
export function whyNot(command: string, state: SessionState): string | undefined {
  return allowedStates[command]?.includes(state) ? undefined : descriptions[state];
}
