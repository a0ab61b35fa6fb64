/** What the benches share. */
import { join } from 'node:path';
import { buildGo } from '../support/go';
import { root } from '../support/gosched';

/** The loads of test/fixtures/reference/bench.go. */
export const LOADS = ['int', 'float', 'sort', 'sha', 'map', 'strmap', 'chan', 'chan2', 'mutex', 'gc', 'read'];

export const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];

export const percentile = (values: number[], part: number): number => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))];

export function benchProgram(): string { return buildGo([join(root, 'test', 'fixtures', 'reference', 'bench.go')], []); }
