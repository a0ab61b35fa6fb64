/** Run by esbuild.mjs when it bundles a machine: prints the common forms' handlers as JSON (see prebuilt-forms.ts). */
import { LinearMemory } from '../memory/linear-memory';
import { FormTable } from './forms';
import { GeneratedCode } from './generated-code';

console.log(JSON.stringify(FormTable.generateCommon(new GeneratedCode(new LinearMemory(), {}))));
