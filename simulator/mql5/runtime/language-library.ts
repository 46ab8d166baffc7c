/** The functions of MQL5 that need no terminal, by name. */
import { formatText } from './format.ts';
import type { Host, LibraryFunction } from './host.ts';
import { arrayFunctions } from './library-arrays.ts';
import { cryptoFunctions } from './library-crypto.ts';
import { makeRandom, mathFunctions } from './library-math.ts';
import { structFunctions } from './library-structs.ts';
import { stringFunctions } from './library-strings.ts';
import { timeFunctions } from './library-time.ts';
import { Obj, isValid } from './objects.ts';
import { Arr } from './arr.ts';
import { colorText } from './text.ts';

const ERR_USER_ERROR_FIRST = 65_536;
const POINTER = { invalid: 0, dynamic: 1, automatic: 2 };

export function languageLibrary(host: Host): Record<string, LibraryFunction> {
  const { MathRand, MathSrand } = makeRandom();
  const printFormat = (format: string, ...values: (number | bigint | string | boolean)[]): void =>
    host.print(formatText(format, values));
  return {
    ...stringFunctions,
    ...structFunctions,
    ...arrayFunctions,
    ...mathFunctions,
    ...timeFunctions(host),
    ...cryptoFunctions(host),
    MathRand,
    rand: MathRand,
    MathSrand,
    srand: MathSrand,
    ColorToString: (color: number): string => colorText(color),
    Print: (...parts: string[]): void => host.print(parts.join('')),
    PrintFormat: printFormat,
    printf: printFormat,
    Alert: (...parts: string[]): void => host.print(`Alert: ${parts.join('')}`),
    Comment: (): void => undefined,
    DebugBreak: (): void => undefined,
    IsStopped: host.isStopped,
    GetLastError: (): number => host.lastError,
    ResetLastError: (): void => {
      host.lastError = 0;
    },
    SetUserError: (code: number): void => {
      host.lastError = ERR_USER_ERROR_FIRST + code;
    },
    CheckPointer: (pointer: Obj | null): number => {
      if (!isValid(pointer) || pointer === null) return POINTER.invalid;
      return pointer.$isDynamic ? POINTER.dynamic : POINTER.automatic;
    },
    ZeroMemory: (value: unknown): void => {
      if (value instanceof Obj || value instanceof Arr) value.$zero();
    },
  };
}
