/**
 * Arguments against parameters: what a parameter accepts, at what price, and what is wrong otherwise.
 * Invariants: 1. arrays, structures and objects travel by reference only; 2. a reference to a scalar
 * needs a variable of the very same type (200, 201), and a changeable one unless it is const (202).
 */
import { checkChangeable, constReason, isLvalue } from './access.ts';
import type { Binder } from './binder.ts';
import type { Bound, BoundArgument } from './bound.ts';
import { conversionCost, isEnumerator } from './convert.ts';
import type { Parameter } from './symbols.ts';
import { ANY, CHAR, UCHAR, VOID, isNumeric, sameType, typeName, type Type } from './types.ts';

/** Price of passing `value`; `null` when it cannot be passed. */
export function argumentCost(value: Bound, param: Parameter): number | null {
  const { type } = value;
  if (type.kind === 'any' || param.type.kind === 'any') return 0;
  if (param.type.kind === 'array') return type.kind === 'array' && fits(type, param) ? 0 : null;
  if (type.kind === 'array') return null;
  if (param.type === VOID) return 1;
  if (!param.reference || param.type.kind === 'class') {
    if (isEnumParameter(param.type)) return type.kind === 'enum' ? 0 : null;
    if (param.type.kind === 'enum' && isNumeric(type) && isEnumerator(value, param.type)) return 2;
    return conversionCost(type, param.type);
  }
  if (!isLvalue(value)) return null;
  if (sameType(type, param.type)) return 0;
  return conversionCost(type, param.type) === 0 ? 0 : null;
}

/** `EnumToString(any_enum)` of the library takes every enumeration. */
function isEnumParameter(type: Type): boolean {
  return type.kind === 'enum' && type.name === 'any_enum';
}

/** The library's byte arrays may be `char` or `uchar`; a program's own may not be exchanged. */
function fits(from: Type & { kind: 'array' }, { type, at }: Parameter): boolean {
  if (type.kind !== 'array') return false;
  const bytes = at.file === '' && isByte(from.of) && isByte(type.of);
  return bytes || sameArray(from, type);
}

function isByte(type: Type): boolean {
  return type === CHAR || type === UCHAR;
}

function sameArray(from: Type & { kind: 'array' }, to: Type & { kind: 'array' }): boolean {
  if (to.of === VOID) return true;
  if (from.dims.length !== to.dims.length) return false;
  if (from.of.kind === 'class' && to.of.kind === 'class') return from.of === to.of;
  return sameType(from.of, to.of);
}

/** Checks one argument of the chosen function and says how it is passed. */
export function bindArgument(binder: Binder, value: Bound, param: Parameter): BoundArgument {
  const { at, type } = value;
  if (type.kind === 'any') return { value, mode: passesByCell(param) ? 'cell' : 'value' };
  if (param.type.kind === 'array') {
    if (type.kind !== 'array' || !fits(type, param)) notAllowed(binder, value, param);
    else checkConst(binder, value, param);
    return { value, mode: 'share' };
  }
  if (type.kind === 'array') {
    notAllowed(binder, value, param);
    return { value, mode: 'value' };
  }
  if (param.type === VOID || param.type.kind === 'class') return bindObject(binder, value, param);
  if (!param.reference) {
    if (isEnumParameter(param.type)) {
      if (type.kind !== 'enum') binder.error(at, 321, 'an enumeration is expected');
      return { value, mode: 'value' };
    }
    return { value: binder.convert(value, param.type, at, { code: 246 }), mode: 'value' };
  }
  if (!isLvalue(value)) {
    binder.error(at, 200, `'${param.name}' - parameter passed as reference, variable expected`);
  } else if (!sameType(type, param.type)) {
    binder.error(
      at,
      201,
      `parameter conversion type '${typeName(type)}' to type '${typeName(param.type)} &' is not allowed`,
    );
  } else {
    checkConst(binder, value, param);
    if (value.kind === 'variable') value.variable.cell = true;
  }
  return { value, mode: 'cell' };
}

function passesByCell({ reference, type }: Parameter): boolean {
  return (
    reference && type.kind !== 'class' && type.kind !== 'array' && type !== VOID && type !== ANY
  );
}

/** Structures and objects; a pointer to an object passes as well. `void &` takes any variable. */
function bindObject(binder: Binder, value: Bound, param: Parameter): BoundArgument {
  const { type } = value;
  if (param.type === VOID) {
    const object = type.kind === 'class' || value.kind === 'this';
    if (!isLvalue(value))
      binder.error(value.at, 200, 'parameter passed as reference, variable expected');
    else checkConst(binder, value, param);
    if (!object && value.kind === 'variable') value.variable.cell = true;
    return { value, mode: object ? 'share' : 'cell' };
  }
  const cost = conversionCost(type, param.type);
  if (cost === null) notAllowed(binder, value, param);
  else if (type.kind === 'class') checkConst(binder, value, param);
  return { value, mode: 'share' };
}

function checkConst(binder: Binder, value: Bound, param: Parameter): void {
  if (param.const) return;
  if (constReason(binder, value) === 'const') {
    binder.error(value.at, 202, 'constant variable cannot be passed as reference');
  } else if (constReason(binder, value) === 'method' && isLvalue(value) && value.kind !== 'this') {
    checkChangeable(binder, value, value.at);
  }
}

function notAllowed(binder: Binder, { at, type }: Bound, param: Parameter): void {
  const reference = param.reference ? ' &' : '';
  binder.error(
    at,
    246,
    `parameter conversion type '${typeName(type)}' to type '${typeName(param.type)}${reference}' is not allowed`,
  );
}
