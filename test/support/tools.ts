import { spawnSync } from 'node:child_process';
import { tools as list } from './tool-list.mjs';

const tools = list as Record<string, { command: string[]; packages: string[] }>;
const found = new Map<string, boolean>();

/** True if the external tool (a key of tool-list.mjs) works on this machine. */
export function hasTool(name: string): boolean {
  let known = found.get(name);
  if (known === undefined) {
    const tool = tools[name];
    if (!tool) throw new Error(`test/support/tool-list.mjs has no tool "${name}"`);
    const result = spawnSync(tool.command[0], tool.command.slice(1), { stdio: 'ignore' });
    known = !result.error && result.status === 0;
    found.set(name, known);
  }
  return known;
}

/**
 * Call in `before(function () { requireTool(this, 'go'); })`: skips the suite where the tool is missing, and fails there
 * when CI=true.
 */
export function requireTool(context: Mocha.Context, ...names: string[]): void {
  const missing = names.filter((name) => !hasTool(name));
  if (missing.length === 0) return;
  const text = `needs ${missing.join(', ')} (Debian: ${missing.flatMap((name) => tools[name].packages).join(' ')})`;
  if (process.env.CI === 'true') throw new Error(`CI may not skip: ${text}`);
  console.log(`      skipped: ${text}`);
  context.skip();
}
