import type { Process } from '../linux/api';

/** Passes on what the guest writes, as text: characters cut by a write are held back until they are whole. */
export function attachOutput(process: Pick<Process, 'onOutput'>, write: (fd: 1 | 2, text: string) => void): () => void {
  const decoders = { 1: new TextDecoder(), 2: new TextDecoder() };
  let attached = true;
  process.onOutput((fd, bytes) => {
    const text = attached ? decoders[fd].decode(bytes, { stream: true }) : '';
    if (text !== '') write(fd, text);
  });
  return () => { attached = false; };
}
