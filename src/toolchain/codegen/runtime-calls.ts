/** Functions of package runtime that compiled code calls without naming them: a compiled library has them all. */
export const RUNTIME_CALLS = [
  'assertE2I', 'assertE2I2', 'block', 'chanrecv1', 'chanrecv2', 'chansend1', 'closechan', 'cmpstring', 'concatstrings', 'convI2I', 'convT', 'decoderune', 'deferproc',
  'deferreturn', 'efaceeq', 'gopanic', 'gorecover', 'growslice', 'ifaceeq', 'intstring', 'makechan', 'makemap', 'makeslice', 'mapaccess1', 'mapaccess2', 'mapassign',
  'mapdelete', 'mapiterinit', 'mapiternext', 'memequal', 'memmove', 'morestack', 'morestack_noctxt', 'newobject', 'newproc', 'panicIndex', 'panicSlice3Acap',
  'panicSlice3Alen', 'panicSlice3B', 'panicSlice3C', 'panicSliceAcap', 'panicSliceAlen', 'panicSliceB', 'panicSliceConvert', 'panicdivide', 'panicdottypeE', 'panicshift',
  'panicunsafeslicelen', 'panicwrap', 'printbool', 'printeface', 'printfloat', 'printhex', 'printiface', 'printint', 'printlock', 'printnl', 'printpointer', 'printslice', 'printsp',
  'printstring', 'printuint', 'printunlock', 'selectgo', 'selectnbrecv', 'selectnbsend', 'slicebytetostring', 'slicerunetostring', 'stringtoslicebyte', 'stringtoslicerune',
] as const;
export type RuntimeCall = (typeof RUNTIME_CALLS)[number];
