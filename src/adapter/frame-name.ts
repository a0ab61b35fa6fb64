import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Evaluator, NamedValue } from '../debugger/api';
import type { Frame } from '../scheduler/api';
import type { AdapterContext } from './context';

/**
 * A frame's name as the client wants it: "program!main.twice(n int = 4):18" with module, parameters (names, types and values)
 * and line. Parameters of which nothing is wanted are shown by name.
 */
export function frameName(context: AdapterContext, frame: Frame, format: DebugProtocol.StackFrameFormat): string {
  const { image, evaluator } = context.session;
  const parts = [frame.name];
  if (format.module) parts.unshift(`${image.path.slice(image.path.lastIndexOf('/') + 1)}!`);
  if (format.parameters) parts.push(`(${evaluator.argumentsOf(frame).filter(({ name }) => !name.startsWith('~')).map((argument) => parameter(evaluator, argument, format)).join(', ')})`);
  if (format.line && frame.position) parts.push(`:${context.lineToClient(frame.position.line)}`);
  return parts.join('');
}

function parameter(evaluator: Evaluator, { name, value }: NamedValue, { parameterNames, parameterTypes, parameterValues, hex }: DebugProtocol.StackFrameFormat): string {
  const text = (): string => (hex ? evaluator.inFormat(value, 'hex') : value).text;
  const said = [...(parameterNames || !(parameterTypes || parameterValues) ? [name] : []), ...(parameterTypes ? [value.typeName] : [])].join(' ');
  return [...(said === '' ? [] : [said]), ...(parameterValues ? [text()] : [])].join(' = ');
}
