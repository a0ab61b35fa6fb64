import { writeSync } from 'node:fs';

/** Descriptors whose output is written by Node's streams. */
const streams = new Set<number>();

/** True if all that was written here is with its reader, or in the pipe to it. */
export function isWritten(): boolean { return streams.size === 0; }

/** Ends the process when nobody reads any more (| head), as SIGPIPE would. */
export function endForWantOfReader(error: NodeJS.ErrnoException): never { process.exit(error.code === 'EPIPE' ? 141 : 1); }

function stream(fd: 1 | 2): NodeJS.WriteStream {
  const found = fd === 1 ? process.stdout : process.stderr;
  if (!streams.has(fd)) {
    streams.add(fd);
    found.on('error', endForWantOfReader);
  }
  return found;
}

/**
 * Writes to standard output or error at once, in order. Node's streams, which take 10 ms to load, are only asked where the
 * descriptor does not wait for its reader (another process has made the pipe or terminal so) and is full.
 */
export function writeOutput(fd: 1 | 2, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length && !streams.has(fd)) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') endForWantOfReader(error as NodeJS.ErrnoException);
      stream(fd);
    }
  }
  if (at < bytes.length) stream(fd).write(bytes.subarray(at));
}
