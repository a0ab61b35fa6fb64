/**
 * The Go and assembly files of this folder, by path below it ("runtime/proc.go"). Undefined in the source tree, where the host
 * reads them from disk; in a bundle esbuild.mjs puts them here.
 */
export const bundledSources: Readonly<Record<string, string>> | undefined = undefined;
