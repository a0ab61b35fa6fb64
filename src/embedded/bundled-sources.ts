/**
 * The Go and assembly files of this folder, by path below it ("runtime/proc.go"). Undefined in the source tree, where the host
 * reads them from disk; in a bundle esbuild.mjs puts them here.
 */
export const bundledSources: (() => Readonly<Record<string, string>>) | undefined = undefined;

/** The key of the compiled library beside the bundle (adapter/host/library-key.ts). Undefined in the source tree, and under --watch: there is none. */
export const bundledKey: string | undefined = undefined;
