/** The macros that are defined before the first line of a source (reference: predefined macros). */
import { lex } from './lexer.ts';
import type { Macro } from './macro.ts';

/** The build that the compiler claims to be: the 5.0.6090 line of 2026. */
export const MQL_BUILD = 5_430;

/** The predefined macros that have one value in the whole program. `_DEBUG` is not among them. */
export function predefinedMacros({ now }: { readonly now: number }): Map<string, Macro> {
  const texts: Record<string, string> = {
    __MQL5__: '',
    __MQL__: '',
    __MQLBUILD__: String(MQL_BUILD),
    __MQL5BUILD__: String(MQL_BUILD),
    __DATETIME__: `D'${dateText(now, true)}'`,
    __DATE__: `D'${dateText(now, false)}'`,
    __RANDOM__: String(Number((BigInt(now) * 2_654_435_761n) & 0x7fff_ffffn)),
    _RELEASE: '1',
    __CPU_ARCHITECTURE__: '"X64"',
  };
  return new Map(
    Object.entries(texts).map(([name, text]) => [
      name,
      { name, parameters: null, body: lex(text, '') },
    ]),
  );
}

function dateText(seconds: number, withTime: boolean): string {
  const iso = new Date(seconds * 1000).toISOString();
  const date = iso.slice(0, 10).replaceAll('-', '.');
  return withTime ? `${date} ${iso.slice(11, 19)}` : date;
}
