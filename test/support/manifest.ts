/** The scenarios that are offered, and the manifest's `contributes` with them. */
import { join } from 'node:path';
import { readSources } from '../../src/adapter/host/node-library';
import { readCatalogue } from '../../src/embedded/programs/catalogue';
import { contributesWith } from '../../src/extension/contributes';
import { root } from './gosched';

export const offered = readCatalogue(readSources(join(root, 'src/embedded/programs')));
export const contributes = contributesWith(offered.map(({ name }) => name));
