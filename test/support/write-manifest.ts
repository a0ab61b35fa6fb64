/** Writes package.json's `contributes` from src/extension/contributes.ts: `npm run contributes`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contributes } from './manifest';

const path = join(__dirname, '..', '..', 'package.json');
const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
manifest.contributes = contributes;
writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
