import type { DebugProtocol } from '@vscode/debugprotocol';
import { breakpoints } from './requests/breakpoints';
import { completions } from './requests/completions';
import { dataBreakpoints } from './requests/data-breakpoints';
import { evaluation } from './requests/evaluate';
import { exceptions } from './requests/exceptions';
import { jumps } from './requests/jumps';
import { lifecycle } from './requests/lifecycle';
import { locations } from './requests/locations';
import { memory } from './requests/memory';
import { reverse } from './requests/reverse';
import { running } from './requests/running';
import { snapshots } from './requests/snapshot';
import { sources } from './requests/sources';
import { stack } from './requests/stack';
import { syscalls } from './requests/syscalls';
import { timeline } from './requests/timeline';
import { variables } from './requests/variables';
import type { Handler, Topic } from './topic';

const topics: readonly Topic[] = [lifecycle, breakpoints, dataBreakpoints, exceptions, running, reverse, jumps, stack, variables, locations, evaluation, completions, memory, sources, snapshots, syscalls, timeline];

/** Every request and its handler. */
export const handlers: Readonly<Record<string, Handler>> = Object.assign({}, ...topics.map((topic) => topic.handlers)) as Record<string, Handler>;

/** What `initialize` answers. */
export const capabilities: DebugProtocol.Capabilities = Object.assign({}, ...topics.map((topic) => topic.capabilities)) as DebugProtocol.Capabilities;
