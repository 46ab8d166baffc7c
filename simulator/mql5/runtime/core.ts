/** What emitted code calls `$`: the parts of the language that JavaScript has not. */
import { Arr } from './arr.ts';
import { CriticalError } from './critical-error.ts';
import {
  divide,
  divideReal,
  divideWide,
  realToLong,
  realToUlong,
  remainder,
  remainderWide,
  truncate,
} from './numbers.ts';
import {
  Obj,
  castTo,
  destroy,
  fieldCell,
  isValid,
  markDynamic,
  pointed,
  type Cell,
} from './objects.ts';
import { Row } from './row.ts';
import { Union } from './union.ts';
import {
  colorText,
  realText,
  shortRealText,
  textToBool,
  textToLong,
  textToReal,
  textToTime,
  timeText,
} from './text.ts';

/** @param shouldStop asked in every turn of a loop; true ends the program */
export function makeCore(shouldStop: () => boolean): Record<string, unknown> {
  let turns = 0;
  return {
    Arr,
    Obj,
    Union,
    Row,
    p: pointed,
    valid: isValid,
    dynamic: markDynamic,
    destroy,
    cast: castTo,
    fieldRef: fieldCell,
    elementRef: (array: Arr, index: number | readonly number[]): Cell => array.cell(index),
    idiv: divide,
    imod: remainder,
    ldiv: divideWide,
    lmod: remainderWide,
    rdiv: divideReal,
    trunc: truncate,
    realToLong,
    realToUlong,
    timeText,
    textToTime,
    colorText,
    realText,
    shortRealText,
    textToReal,
    textToLong,
    textToBool,
    textArray,
    enumText: (value: number, members: readonly (readonly [string, number])[]): string =>
      members.find((member) => member[1] === value)?.[0] ?? `ENUM::${value}`,
    callable: (callee: unknown): unknown => {
      if (typeof callee !== 'function')
        throw new CriticalError('call of an invalid function pointer');
      return callee;
    },
    input: (given: Readonly<Record<string, unknown>>, name: string, value: unknown): unknown =>
      Object.hasOwn(given, name) ? given[name] : value,
    absent: (name: string): never => {
      throw new CriticalError(`'${name}' is not in this runtime`);
    },
    imported: (name: string): never => {
      throw new CriticalError(`'${name}' is a function of a DLL; this runtime loads none`);
    },
    turn: (): void => {
      if ((++turns & 0x3ff) === 0 && shouldStop()) throw new CriticalError('stopped');
    },
  };
}

/** `uchar a[]="text";` */
function textArray(array: Arr, text: string): Arr {
  const letters = [...Array.from(text, (letter) => letter.charCodeAt(0)), 0];
  if (array.isDynamic) array.resize(letters.length);
  for (const [index, letter] of letters.entries())
    if (index < array.data.length) array.data[index] = letter;
  return array;
}
