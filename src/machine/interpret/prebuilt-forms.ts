/**
 * The handlers of the common forms as they come with the program: generating them takes half as long as a hello world's start.
 * In sources there are none, and the machine generates them; in a bundle esbuild.mjs puts here what FormTable.generateCommon made.
 */
export interface CommonForms {
  /** a WebAssembly module that exports a handler for each form, by its number */
  readonly wasm: Uint8Array;
  readonly forms: readonly { readonly key: number | string; readonly description: string }[];
}

export const prebuiltForms: (() => CommonForms) | undefined = undefined;
