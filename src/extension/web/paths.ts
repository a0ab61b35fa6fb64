/**
 * A browser's workspace has URIs (memfs:/x, vscode-vfs://github/x), the guest and the adapter have paths: the path of the URI.
 * Messages are translated at the border between them. No VS Code in here.
 */

/** `path` of a URI, or undefined when the text is no URI. One letter before the colon is a drive, not a scheme. */
export function uriPath(text: string): string | undefined {
  const match = /^[A-Za-z][\w+.-]+:(?:\/\/[^/]*)?(\/.*)$/.exec(text);
  return match ? decodeURIComponent(match[1]) : undefined;
}

export const toPath = (text: string): string => uriPath(text) ?? text;

/** The URI that shows a file of the program, as text; undefined for what is not in the workspace. */
export type UriOf = (path: string) => string | undefined;

/** The one file of `files` whose path ends like `path`, by at least two elements; undefined if there is none or more than one. */
export function sameTail(path: string, files: readonly string[]): string | undefined {
  const elements = path.split('/').reverse();
  const score = (file: string): number => {
    const others = file.split('/').reverse();
    let count = 0;
    while (count < others.length - 1 && count < elements.length && others[count] === elements[count]) count++;
    return count;
  };
  const scored = files.map((file) => ({ file, score: score(file) })).sort((a, b) => b.score - a.score);
  return scored[0]?.score >= 2 && scored[0].score !== scored[1]?.score ? scored[0].file : undefined;
}

interface Source { name?: string; path?: string; sourceReference?: number }
type Message = { type: string; command?: string; event?: string; arguments?: unknown; body?: unknown };

/** Responses and events that carry sources; others are passed on as they are. */
const WITH_SOURCES = new Set(['stackTrace', 'setBreakpoints', 'setFunctionBreakpoints', 'setInstructionBreakpoints', 'setDataBreakpoints', 'setExceptionBreakpoints',
  'loadedSources', 'disassemble', 'gotoTargets', 'output', 'breakpoint', 'loadedSource']);
const LAUNCHES = new Set(['launch', 'restart']);

/** A request as the adapter wants it: paths instead of URIs. */
export function toAdapter<T extends Message>(message: T): T {
  const args = message.arguments as { source?: Source } | undefined;
  if (message.type !== 'request' || !args) return message;
  if (LAUNCHES.has(message.command ?? '')) return { ...message, arguments: launchWithPaths(args) };
  return args.source?.path ? { ...message, arguments: { ...args, source: { ...args.source, path: toPath(args.source.path) } } } : message;
}

function launchWithPaths(args: object): object {
  const paths = (value: unknown): unknown => (typeof value === 'string' ? toPath(value) : Array.isArray(value) ? value.map(paths) : value);
  return Object.fromEntries(Object.entries(args).map(([name, value]) => {
    if (name === 'arguments' && typeof value === 'object' && value !== null) return [name, launchWithPaths(value as object)];
    return [name, ['program', 'cwd', 'files', 'runtimeSource'].includes(name) ? paths(value) : value];
  }));
}

/** A response or event as VS Code wants it: URIs instead of paths, for the files of the workspace. */
export function toClient<T extends Message>(message: T, uriOf: UriOf): T {
  if (!message.body || !WITH_SOURCES.has(message.command ?? message.event ?? '')) return message;
  return { ...message, body: withUris(message.body, uriOf, '') };
}

function withUris(value: unknown, uriOf: UriOf, key: string): unknown {
  if (Array.isArray(value)) return value.map((item) => withUris(item, uriOf, key));
  if (typeof value !== 'object' || value === null) return value;
  if (['source', 'sources', 'location'].includes(key)) {
    const source = value as Source;
    const uri = source.path ? uriOf(source.path) : undefined;
    return uri ? { name: source.name, path: uri } : source;
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withUris(item, uriOf, name)]));
}
