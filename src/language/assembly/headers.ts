/**
 * Macros of the headers that come with Go or that the compiler makes, for files whose headers are not in the workspace
 * (names: runtime/textflag.h, funcdata.h, go_tls.h, cgo/abi_amd64.h, asm_amd64.h of Go 1.10 to 1.26).
 */
export const GO_HEADERS: Readonly<Record<string, readonly string[] | undefined>> = {
  'go_asm.h': [],
  'textflag.h': 'NOPROF DUPOK NOSPLIT RODATA NOPTR WRAPPER NEEDCTXT TLSBSS NOFRAME REFLECTMETHOD TOPFRAME ABIWRAPPER'.split(' '),
  'funcdata.h': 'PCDATA_UnsafePoint PCDATA_StackMapIndex PCDATA_InlTreeIndex PCDATA_ArgLiveIndex FUNCDATA_ArgsPointerMaps FUNCDATA_LocalsPointerMaps FUNCDATA_StackObjects FUNCDATA_InlTree FUNCDATA_OpenCodedDeferInfo FUNCDATA_ArgInfo FUNCDATA_ArgLiveInfo FUNCDATA_WrapInfo GO_ARGS GO_RESULTS_INITIALIZED NO_LOCAL_POINTERS'.split(' '),
  'go_tls.h': ['g', 'get_tls'],
  'abi_amd64.h': ['PUSH_REGS_HOST_TO_ABI0', 'POP_REGS_HOST_TO_ABI0', 'REGS_HOST_TO_ABI0_STACK'],
  'asm_amd64.h': [],
};
