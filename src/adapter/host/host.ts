import type { HostFiles } from '../../linux/api';
import type { EditionName, LibraryFiles } from '../../embedded/library';
import type { RunnerHost } from '../runner';

/** How a Go package becomes an executable. */
export interface BuildRequest { readonly program: string; readonly flags: readonly string[]; readonly goCommand: string | undefined; /** ends the build, which then fails */ readonly signal?: AbortSignal }

/** An installed Go. */
export interface GoInstallation {
  /** GOROOT */
  readonly path: string;
  /** "go1.19.8" */
  readonly version: string;
  /** GOROOT, and where links in it lead */
  readonly folders: readonly string[];
}

/** A file that toolchain/library/archive.ts reads, and the key that it must have. */
export interface ShippedLibrary { readonly bytes: Uint8Array; readonly key: string }

/** What the adapter needs of the place it runs in: Node, or a browser's worker. */
export interface Host extends RunnerHost {
  /** The guest's view of the host's files. */
  readonly files: HostFiles;
  /** Text of a source file for display; undefined if it cannot be read. */
  readText(path: string): string | undefined;
  /** Bytes of a program. @throws Error with a one-line message that names the file */
  readProgram(path: string): Uint8Array;
  /** 'file', 'folder', or undefined when there is nothing */
  kindOf(path: string): 'file' | 'folder' | undefined;
  /** The host's zlib, which is faster than ours. @throws Error on damaged data */
  inflate?(data: Uint8Array, size: number): Uint8Array;
  /** Makes a path absolute, seen from `base` (the host's working folder by default). */
  resolvePath(path: string, base?: string): string;
  /** The embedded runtime and packages. Undefined: not part of this build. */
  library?(): LibraryFiles;
  /** The compiled library of an edition. Undefined: there is none, it is compiled when it is needed. */
  shippedLibrary?(edition: EditionName): Promise<ShippedLibrary | undefined>;
  /** Runs `go build`; the path of the executable. Undefined: no Go toolchain here (a browser). @throws Error for what the compiler says */
  build?(request: BuildRequest): Promise<string>;
  /** Whether there is such a go command to build with. */
  hasGo?(goCommand: string | undefined): boolean;
  /** The installed Go, for sources that binaries name by another path and for programs that read their GOROOT. */
  goroot?(goCommand: string | undefined): GoInstallation | undefined;
}
