import { AdapterError } from './errors';

type ArgumentType = 'integer' | 'integer?' | 'text' | 'text?' | 'flag?' | 'object' | 'object?' | 'objects' | 'objects?' | 'texts?';

/**
 * What the handlers rely on in each request's arguments. Others may be there: protocols grow. A nested name is that of a
 * property of each object of a list, or of the object.
 */
const table: Readonly<Record<string, Readonly<Record<string, ArgumentType>>>> = {
  cancel: { requestId: 'integer?', progressId: 'text?' },
  setBreakpoints: { source: 'object', 'source.path': 'text?', 'source.name': 'text?', breakpoints: 'objects?', 'breakpoints.line': 'integer', 'breakpoints.condition': 'text?', 'breakpoints.hitCondition': 'text?', 'breakpoints.logMessage': 'text?' },
  setFunctionBreakpoints: { breakpoints: 'objects', 'breakpoints.name': 'text', 'breakpoints.condition': 'text?', 'breakpoints.hitCondition': 'text?' },
  setInstructionBreakpoints: { breakpoints: 'objects', 'breakpoints.instructionReference': 'text', 'breakpoints.offset': 'integer?', 'breakpoints.condition': 'text?', 'breakpoints.hitCondition': 'text?' },
  setExceptionBreakpoints: { filters: 'texts?', filterOptions: 'objects?', 'filterOptions.filterId': 'text', 'filterOptions.condition': 'text?' },
  dataBreakpointInfo: { variablesReference: 'integer?', name: 'text', frameId: 'integer?', bytes: 'integer?', asAddress: 'flag?' },
  setDataBreakpoints: { breakpoints: 'objects', 'breakpoints.dataId': 'text', 'breakpoints.accessType': 'text?', 'breakpoints.condition': 'text?', 'breakpoints.hitCondition': 'text?' },
  breakpointLocations: { source: 'object', 'source.path': 'text?', 'source.name': 'text?', line: 'integer', endLine: 'integer?' },
  stackTrace: { threadId: 'integer', startFrame: 'integer?', levels: 'integer?', format: 'object?' },
  scopes: { frameId: 'integer' },
  variables: { variablesReference: 'integer', filter: 'text?', start: 'integer?', count: 'integer?', format: 'object?' },
  locations: { locationReference: 'integer' },
  setVariable: { variablesReference: 'integer', name: 'text', value: 'text', format: 'object?' },
  evaluate: { expression: 'text', frameId: 'integer?', context: 'text?', format: 'object?' },
  next: { threadId: 'integer', granularity: 'text?', singleThread: 'flag?' },
  stepIn: { threadId: 'integer', granularity: 'text?', targetId: 'integer?', singleThread: 'flag?' },
  stepOut: { threadId: 'integer', granularity: 'text?', singleThread: 'flag?' },
  gotoTargets: { source: 'object', 'source.path': 'text?', 'source.name': 'text?', line: 'integer', column: 'integer?' },
  goto: { threadId: 'integer', targetId: 'integer' },
  stepInTargets: { frameId: 'integer' },
  restartFrame: { frameId: 'integer' },
  setExpression: { expression: 'text', value: 'text', frameId: 'integer?', format: 'object?' },
  completions: { frameId: 'integer?', text: 'text', column: 'integer', line: 'integer?' },
  continue: { threadId: 'integer?', singleThread: 'flag?' },
  stepBack: { threadId: 'integer', granularity: 'text?' },
  reverseContinue: { threadId: 'integer?' },
  'gosched/reverse': { threadId: 'integer', kind: 'text', granularity: 'text?' },
  'gosched/settings': { maxThreads: 'integer?', showSystemGoroutines: 'flag?' },
  'gosched/focus': { threadId: 'integer?', tid: 'integer?' },
  'gosched/events': { from: 'integer?', count: 'integer?', withinMs: 'integer?' },
  'gosched/seek': { retired: 'integer?', ns: 'integer?' },
  disassemble: { memoryReference: 'text', offset: 'integer?', instructionOffset: 'integer?', instructionCount: 'integer', resolveSymbols: 'flag?' },
  readMemory: { memoryReference: 'text', offset: 'integer?', count: 'integer' },
  writeMemory: { memoryReference: 'text', offset: 'integer?', allowPartial: 'flag?', data: 'text' },
  source: { source: 'object?', 'source.path': 'text?', 'source.sourceReference': 'integer?', sourceReference: 'integer?' },
  'gosched/snapshot': { goroutines: 'object?', 'goroutines.filter': 'text?', 'goroutines.system': 'flag?', 'goroutines.groupBy': 'text?', 'goroutines.start': 'integer?', 'goroutines.count': 'integer?', 'goroutines.perGroup': 'integer?' },
  'gosched/syscall': { action: 'text', tid: 'integer?', errno: 'text?', name: 'text?', duration: 'text?' },
};

function isObject(value: unknown): boolean { return typeof value === 'object' && value !== null && !Array.isArray(value); }

const tests: Record<string, { test: (value: unknown) => boolean; what: string }> = {
  integer: { test: Number.isSafeInteger, what: 'a whole number' },
  text: { test: (value) => typeof value === 'string', what: 'a text' },
  flag: { test: (value) => typeof value === 'boolean', what: 'true or false' },
  object: { test: isObject, what: 'an object' },
  objects: { test: (value) => Array.isArray(value) && value.every(isObject), what: 'a list of objects' },
  texts: { test: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'), what: 'a list of texts' },
};

/**
 * The request's arguments, checked: an object, also when the client sent none; what may be left out and was sent as null is
 * left out.
 * @throws AdapterError that names the argument
 */
export function checkArguments(command: string, given: unknown): Record<string, unknown> {
  if (given !== undefined && given !== null && !isObject(given)) throw new AdapterError('badArgument', { command, text: 'the arguments must be an object' });
  const args = { ...(given as Record<string, unknown> | null | undefined) };
  for (const [path, type] of Object.entries(Object.hasOwn(table, command) ? table[command] : {})) {
    const [name, inner] = path.split('.');
    if (inner === undefined) check(command, args, name, path, type);
    else for (const item of Array.isArray(args[name]) ? args[name] as unknown[] : args[name] === undefined ? [] : [args[name]]) check(command, item as Record<string, unknown>, inner, path, type);
  }
  return args;
}

function check(command: string, holder: Record<string, unknown>, name: string, path: string, type: ArgumentType): void {
  const isOptional = type.endsWith('?');
  if (holder[name] === null && isOptional) delete holder[name];
  const value = holder[name];
  if (value === undefined && isOptional) return;
  const { test, what } = tests[type.replace('?', '')];
  if (!test(value)) throw new AdapterError('badArgument', { command, text: `"${path}" must be ${what}${value === undefined ? '' : `, not ${JSON.stringify(value).slice(0, 100)}`}` });
}
