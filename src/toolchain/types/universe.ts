/** Names that are declared everywhere, and package unsafe. */
import { Builtin, ConstantEntity, Nil, Package, TypeName } from './entities';
import type { Entity } from './entities';
import * as T from './types';

export interface Universe { scope: Map<string, Entity>; error: T.Named; unsafe: Package; any: T.Interface }

/** A fresh universe: its `error` type belongs to one compilation. */
export function makeUniverse(): Universe {
  const scope = new Map<string, Entity>();
  const typeName = (name: string, type: T.Type): TypeName => {
    const t = new TypeName(name, 0, undefined);
    t.type = type;
    scope.set(name, t);
    return t;
  };
  for (const t of [T.BOOL, T.INT, T.INT8, T.INT16, T.INT32, T.INT64, T.UINT, T.UINT8, T.UINT16, T.UINT32, T.UINT64, T.UINTPTR, T.FLOAT32, T.FLOAT64, T.STRING]) typeName(t.name, t);
  typeName('byte', T.UINT8);
  typeName('rune', T.INT32);
  const any = T.interfaceOf([]);
  typeName('any', any);
  const errorName = typeName('error', T.INVALID);
  const error = new T.Named(errorName, undefined, 0);
  error.under = T.interfaceOf([{ name: 'Error', signature: T.signatureOf([], [T.STRING], false), pkg: undefined }]);
  errorName.type = error;
  for (const [name, value, type] of [['true', true, T.UNTYPED_BOOL], ['false', false, T.UNTYPED_BOOL], ['iota', 0n, T.UNTYPED_INT]] as const) {
    const c = new ConstantEntity(name, 0, undefined);
    c.type = type;
    c.value = value;
    scope.set(name, c);
  }
  scope.set('nil', new Nil());
  for (const name of ['append', 'cap', 'close', 'copy', 'delete', 'len', 'make', 'new', 'panic', 'print', 'println', 'recover', 'complex', 'real', 'imag']) scope.set(name, new Builtin(name));
  const unsafe = new Package('unsafe', false);
  unsafe.name = 'unsafe';
  const pointer = new TypeName('Pointer', 0, unsafe);
  pointer.type = T.UNSAFE_POINTER;
  unsafe.scope.set('Pointer', pointer);
  for (const name of ['Sizeof', 'Offsetof', 'Alignof', 'Add', 'Slice']) unsafe.scope.set(name, new Builtin(name));
  return { scope, error, unsafe, any };
}

