import { chmodSync, writeFileSync } from 'node:fs';
import { createNodeHost } from '../adapter/host/node-host';
import { buildEmbedded } from '../adapter/launch/embedded';
import { imageFile } from '../toolchain/image';
import { parseLine, programOptions, readProgramOptions, UsageError } from './options';
import { usages } from './usage';

/** `gosched build`: the exit code. */
export async function build(line: readonly string[]): Promise<number> {
  // `build FILE.go -o IMAGE` and `build -o IMAGE FILE.go` mean the same: nothing here is for the program.
  const at = line.findIndex((word) => /^(-o|--output)$/.test(word));
  const output = at < 0 ? line.find((word) => word.startsWith('--output='))?.slice('--output='.length) : line[at + 1];
  const rest = at < 0 ? line.filter((word) => !word.startsWith('--output=')) : [...line.slice(0, at), ...line.slice(at + 2)];
  const parsed = parseLine(rest, { edition: programOptions.edition, help: programOptions.help });
  if (parsed.values.help) {
    console.log(usages.build);
    return 0;
  }
  if (parsed.args.length > 0) throw new UsageError(`build takes one program, not also ${parsed.args.join(' ')}`);
  const options = readProgramOptions(parsed, usages.build);
  if (output === undefined || output === '') throw new UsageError(`-o IMAGE is missing\n${usages.build}`);
  const host = createNodeHost();
  const path = host.resolvePath(options.program);
  const kind = host.kindOf(path);
  if (kind === undefined) throw new UsageError(`${options.program}: no such file or folder`);
  if (kind === 'file' && !path.endsWith('.go')) throw new UsageError(`${options.program}: neither a .go file nor a folder`);
  const bytes = imageFile(await buildEmbedded(host, options, path), path);
  try {
    writeFileSync(output, bytes);
    chmodSync(output, 0o755);
  } catch (error) {
    throw new UsageError(`${output}: ${(error as Error).message}`, { cause: error });
  }
  return 0;
}
