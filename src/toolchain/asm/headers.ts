/** Headers that every assembly file may include. */
import type { Package } from '../types/entities';
import * as T from '../types/types';

const FLAGS: Record<string, number> = { NOPROF: 1, DUPOK: 2, NOSPLIT: 4, RODATA: 8, NOPTR: 16, WRAPPER: 32, NEEDCTXT: 64, TLSBSS: 256, NOFRAME: 512, REFLECTMETHOD: 1024, TOPFRAME: 2048, ABIWRAPPER: 4096 };

const FUNCDATA = ['#define NO_LOCAL_POINTERS', '#define GO_ARGS', '#define GO_RESULTS_INITIALIZED', '#define NOP_LOCALS'].join('\n');

/** Predefined macros of the target. */
export const PREDEFINED: Record<string, string> = { GOOS_linux: '1', GOARCH_amd64: '1', GOAMD64_v1: '1' };

/** Texts of headers by name; `go_asm.h` describes the package's own types and constants. */
export function standardHeaders(pkg: Package | undefined): Record<string, string> {
  return {
    'textflag.h': Object.entries(FLAGS).map(([n, v]) => `#define ${n} ${v}`).join('\n'),
    'funcdata.h': FUNCDATA,
    'go_asm.h': pkg ? goAsm(pkg) : '',
    'go_tls.h': '#define get_tls(r) MOVQ TLS, r\n#define g(r) 0(r)(TLS*1)\n',
  };
}

/** T__size and T_field for struct types, const_name for integer constants, as the go command's go_asm.h. */
function goAsm(pkg: Package): string {
  const lines: string[] = [];
  for (const [name, e] of pkg.scope) {
    if (e.tag === 'const' && typeof e.value === 'bigint') lines.push(`#define const_${name} ${e.value < 0n ? `(${e.value})` : e.value}`);
    if (e.tag === 'const' && typeof e.value === 'boolean') lines.push(`#define const_${name} ${e.value}`);
    if (e.tag === 'const' && typeof e.value === 'string') lines.push(`#define const_${name} ${JSON.stringify(e.value)}`);
    if (e.tag !== 'type' || !e.type) continue;
    const u = T.underlying(e.type);
    if (u.tag !== 'struct') continue;
    const { offsets, size } = u.measure();
    lines.push(`#define ${name}__size ${size}`);
    u.fields.forEach((f, i) => { if (f.name !== '_') lines.push(`#define ${name}_${f.name} ${offsets[i]}`); });
  }
  return `${lines.join('\n')}\n`;
}
