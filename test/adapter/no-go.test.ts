/** On which runtime Go source runs when nobody says: built with Go where there is one, else embedded. */
import assert from 'node:assert/strict';
import type { Host } from '../../src/adapter/host/host';
import { createNodeHost } from '../../src/adapter/host/node-host';
import { findProgram } from '../../src/adapter/launch/program';
import { root } from '../support/gosched';

const program = `${root}/src/embedded/programs/open_file.go`;

describe('the runtime of Go source', () => {
  /** A host with or without the go command `go`; what it builds is this file. */
  const hostWith = (hasGo: boolean): Host => ({ ...createNodeHost(), hasGo: (command) => hasGo && (command || 'go') === 'go', build: ({ goCommand }) => ((goCommand || 'go') === 'go' && hasGo ? Promise.resolve(__filename) : Promise.reject(new Error(`no ${goCommand}`))) });
  const isEmbedded = async (hasGo: boolean, goCommand?: string): Promise<boolean> => (await findProgram(hostWith(hasGo), { program, goCommand })).embedded === true;

  it('is built where there is a Go', async () => {
    assert.deepEqual([await isEmbedded(true), await isEmbedded(true, 'go'), await isEmbedded(true, '')], [false, false, false]);
  });
  it('is the embedded one where there is none: also for VS Code, which always names its setting', async () => {
    assert.deepEqual([await isEmbedded(false), await isEmbedded(false, 'go'), await isEmbedded(false, '')], [true, true, true]);
  });
  it('a go command that the user has named is missed', async () => {
    await assert.rejects(isEmbedded(false, '/no/such/go'), /no \/no\/such\/go/);
    await assert.rejects(isEmbedded(true, '/no/such/go'), /no \/no\/such\/go/);
  });
});
