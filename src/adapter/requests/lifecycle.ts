import type { DebugProtocol } from '@vscode/debugprotocol';
import { Console } from '../../debugger/console/console';
import { DebuggerSession } from '../../debugger/session';
import { BuildAbandoned, type AdapterContext, type Loaded } from '../context';
import { AdapterError } from '../errors';
import { ImageError } from '../../image/program-image';
import { checkLaunchArguments, type LaunchArguments } from '../launch/arguments';
import { loadProgram, type LoadedProgram } from '../launch/load';
import { OptionError } from '../launch/options';
import { parseDuration } from '../../debugger/duration';
import { ProgramError } from '../launch/program';
import { attachOutput } from '../output';
import { SourceMap } from '../source-map';
import type { Topic } from '../topic';

/** What a restart needs again. */
const programs = new WeakMap<AdapterContext, { program: LoadedProgram; args: LaunchArguments }>();

async function load(args: unknown, context: AdapterContext): Promise<void> {
  try {
    const launch = checkLaunchArguments(args);
    const path = context.host.resolvePath(launch.program);
    const isSource = path.endsWith('.go') || context.host.kindOf(path) === 'folder';
    const program = await context.build(`${isSource ? 'Building' : 'Loading'} ${path.slice(path.lastIndexOf('/') + 1)}`, (signal) => loadProgram(context.host, launch, signal));
    programs.set(context, { program, args: launch });
  } catch (error) {
    if (error instanceof BuildAbandoned) throw new AdapterError('cancelled', {}, { cause: error });
    if (error instanceof OptionError) throw new AdapterError('launchOption', { text: error.message }, { cause: error });
    if (error instanceof ImageError || error instanceof ProgramError) throw new AdapterError('program', { text: error.message }, { cause: error });
    throw error;
  }
}

/** Makes a session of the loaded program; breakpoints of the session before stay. */
function begin(context: AdapterContext): Loaded {
  const known = programs.get(context);
  if (!known) throw new AdapterError('wrongState', { command: 'launch', when: 'before a program is known' });
  const { program, args } = known;
  const { process, views, invalidate, history, holds } = program.start();
  const previous = context.isLoaded ? context.loaded : undefined;
  const session = new DebuggerSession({ process, image: program.image, views, invalidate, history: history(), instructionLimit: args.maxInstructions, timeLimitNs: args.maxTime === undefined ? undefined : parseDuration(args.maxTime), holds }, {
    logged: (text, frame) => {
      const file = frame?.position && sources.clientPath(frame.position.file);
      context.protocol.event('output', { category: 'console', output: `${text}\n`, ...(file ? { source: { name: file.slice(file.lastIndexOf('/') + 1), path: file }, line: context.lineToClient(frame.position?.line ?? 0) } : {}) });
    },
  });
  if (previous) session.breakpoints.adopt(previous.session.breakpoints);
  const sources = new SourceMap(context.host, program.image, args.goCommand);
  const console = new Console(session, sources, previous?.console);
  if (args.disassembly) console.settings.disassembly = args.disassembly;
  if (args.stdin) process.provideInput(new TextEncoder().encode(args.stdin));
  process.provideInput(undefined);
  const loaded: Loaded = { session, console, sources, launch: args, detach: attachOutput(process, (fd, text) => context.output(fd === 1 ? 'stdout' : 'stderr', text)) };
  process.onNotice(({ text, pc }) => {
    const fn = program.image.functions.at(pc);
    context.output('console', `${text}${fn ? `, at 0x${pc.toString(16)} in ${fn.name}` : ''}\n`);
  });
  context.setProgram(loaded);
  return loaded;
}

function breakOnLaunch(context: AdapterContext, { session, launch }: Loaded): void {
  const breakpoints = session.breakpoints.replaceGroup('launch', (launch.breakOn ?? []).map((name) => ({ location: { kind: 'function', name }, reason: 'function breakpoint' })));
  for (const { resolution } of breakpoints) {
    if (!resolution.verified) context.output('important', `breakOn: ${resolution.message}\n`);
  }
}

/** From the first instruction on: to main.main with stopOnEntry, else to whatever stops it. */
function go(context: AdapterContext, { session, launch }: Loaded): void {
  const main = session.image.functions.byName('main.main');
  if (!launch.stopOnEntry) {
    context.run(session.continue());
    return;
  }
  // "Entry" is where the user's own code begins; a program without main.main stops at its first instruction.
  context.atNextStop((stop) => (stop.reason === 'step' ? { ...stop, reason: 'entry', description: 'Entry' } : stop));
  context.run(main ? session.runTo([main.entry], undefined) : session.stepInstruction({ kind: 'thread', tid: session.process.currentTid }, false));
}

/** The loaded program from its beginning, with the breakpoints that it has. */
export function restart(context: AdapterContext): void {
  if (context.state === 'new' || !context.isLoaded) return;
  context.runner.abandon();
  const loaded = begin(context);
  breakOnLaunch(context, loaded);
  go(context, loaded);
}

export const lifecycle: Topic = {
  capabilities: {
    supportsConfigurationDoneRequest: true,
    supportsTerminateRequest: true,
    supportsRestartRequest: true,
    supportsCancelRequest: true,
  },
  handlers: {
    async launch(context, args: DebugProtocol.LaunchRequestArguments) {
      context.state = 'launching';
      try {
        await load(args, context);
        // The client may have hung up while the program was built.
        if (context.state !== 'launching') throw new AdapterError('cancelled');
        const loaded = begin(context);
        for (const warning of loaded.session.image.warnings) context.output('console', `${warning}\n`);
        breakOnLaunch(context, loaded);
      } catch (error) {
        if (context.state === 'launching') context.state = 'initialized';
        throw error;
      }
      context.state = 'configuring';
      context.host.defer(() => context.protocol.event('initialized'));
    },

    configurationDone(context) { go(context, context.loaded); },

    async restart(context, { arguments: args }: DebugProtocol.RestartArguments) {
      context.runner.abandon();
      if (args) await load(args, context);
      restart(context);
    },

    terminate(context) { context.end(); },

    disconnect(context) {
      context.runner.abandon();
      context.setProgram(undefined);
      context.state = 'ended';
    },

    /** The router marks a request; a run into the past is known by its progress report. */
    cancel(context, { progressId }: DebugProtocol.CancelArguments) {
      if (progressId !== undefined) context.cancelProgress(progressId);
    },
  },
};

