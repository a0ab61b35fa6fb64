/**
 * Which Go built the program, and with which settings: the blob that `go version -m` reads.
 * It begins with 0xff " Go buildinf:", is aligned to 16 bytes, then pointer size and flags; header size 32.
 * Up to 1.17 two pointers follow (to string headers); from 1.18 (flag 2) the two strings stand inline, each after a varint length.
 */
import type { GoVersion, SymbolInfo } from '../program-image';
import type { ElfFile } from '../elf/file';
import { ByteReader, findBytes, text, u32, u64 } from '../shared/bytes';
import { InitialMemory } from '../shared/memory';
import { parseGoVersion } from './version';

export interface BuildInfo { version: GoVersion | undefined; /** e.g. GOAMD64 -> v1; empty if not recorded */ settings: ReadonlyMap<string, string> }

const magic = Uint8Array.from('\xff Go buildinf:', (char) => char.charCodeAt(0));
const PROT_WRITE = 2;
const PROT_EXEC = 4;

export function readBuildInfo(elf: ElfFile, memory: InitialMemory, symbol: (name: string) => SymbolInfo | undefined): BuildInfo {
  const blob = findBlob(elf, memory);
  const [version, modules] = (blob && readBlob(blob, memory)) ?? ['', ''];
  const found = parseGoVersion(version) ?? versionVariable(memory, symbol) ?? versionByScan(memory);
  const settings = parseSettings(modules);
  // GOAMD64 exists from 1.18 on.
  if (found && found.minor >= 18 && !settings.has('GOAMD64')) {
    const level = levelInCode(memory);
    if (level) settings.set('GOAMD64', level);
  }
  return { version: found, settings };
}

function findBlob(elf: ElfFile, memory: InitialMemory): Uint8Array | undefined {
  const section = elf.section('.go.buildinfo');
  const places = section ? [memory.bytesAt(section.address)] : memory.segments.filter((segment) => segment.prot & PROT_WRITE).map((segment) => segment.bytes);
  for (const bytes of places) {
    const at = findBytes(bytes, magic, 0, 16);
    if (at >= 0) return bytes.subarray(at);
  }
  return undefined;
}

function readBlob(blob: Uint8Array, memory: InitialMemory): [string, string] | undefined {
  const inline = (blob[15] & 2) !== 0;
  if (!inline) return [memory.goString(u64(blob, 16)) ?? '', memory.goString(u64(blob, 24)) ?? ''];
  try {
    const reader = new ByteReader(blob, 32);
    const next = (): string => { const bytes = reader.bytesOf(reader.uleb()); return text(bytes, 0, bytes.length); };
    return [next(), next()];
  } catch {
    return undefined;
  }
}

/** Module information is framed by 16 marker bytes on both sides; its settings are lines "build\tKEY=VALUE". */
function parseSettings(modules: string): Map<string, string> {
  const settings = new Map<string, string>();
  for (const line of modules.split('\n')) {
    const match = /^build\t([^=]+)=(.*)$/.exec(line);
    if (match) settings.set(match[1], match[2]);
  }
  return settings;
}

/** Start-up code of v2 and higher carries the message it would print on an older processor; that gives the level away. */
function levelInCode(memory: InitialMemory): string | undefined {
  const needle = Uint8Array.from('AMD64 processors with v', (char) => char.charCodeAt(0));
  for (const segment of memory.segments) {
    if (segment.prot & PROT_EXEC) continue;
    const at = findBytes(segment.bytes, needle);
    if (at >= 0) return /(v\d) microarchitecture/.exec(text(segment.bytes, at, Math.min(at + 50, segment.bytes.length)))?.[1];
  }
  return undefined;
}

function versionVariable(memory: InitialMemory, symbol: (name: string) => SymbolInfo | undefined): GoVersion | undefined {
  const variable = symbol('runtime.buildVersion');
  return variable && parseGoVersion(memory.goString(variable.address, 200) ?? '');
}

/**
 * Without build info and symbols: a string header in the data (runtime.buildVersion is one) whose whole text is a Go version.
 */
function versionByScan(memory: InitialMemory): GoVersion | undefined {
  const constants = memory.segments.filter((segment) => !(segment.prot & (PROT_WRITE | PROT_EXEC)));
  for (const { prot, bytes } of memory.segments) {
    if (!(prot & PROT_WRITE)) continue;
    for (let at = 0; at + 16 <= bytes.length; at += 8) {
      const length = u32(bytes, at + 8);
      if (length < 5 || length > 40 || u32(bytes, at + 12) !== 0) continue;
      const pointer = u64(bytes, at);
      const segment = constants.find((each) => pointer >= each.address && pointer + length <= each.address + each.bytes.length);
      if (!segment) continue;
      const start = pointer - segment.address;
      if (segment.bytes[start] !== 0x67 || segment.bytes[start + 1] !== 0x6f || segment.bytes[start + 2] !== 0x31) continue;
      const name = text(segment.bytes, start, start + length);
      if (/^go1\.\d+(\.\d+)?((rc|beta)\d+)?( .*)?$/.test(name)) return parseGoVersion(name);
    }
  }
  return undefined;
}
