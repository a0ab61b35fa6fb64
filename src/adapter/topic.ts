import type { DebugProtocol } from '@vscode/debugprotocol';
import type { AdapterContext } from './context';

/** What a handler knows of the request, beside its arguments. */
export interface RequestInfo { readonly seq: number; readonly command: string; readonly cancelled: () => boolean }

/** Answers a request: the object becomes the response's body, a thrown AdapterError the error response. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each handler names the argument type of its own request
export type Handler = (context: AdapterContext, args: any, request: RequestInfo) => object | void | Promise<object | void>;

/** Requests about one subject, with the capabilities that say they are there: neither goes without the other. */
export interface Topic {
  readonly capabilities: DebugProtocol.Capabilities;
  readonly handlers: Readonly<Record<string, Handler>>;
}
