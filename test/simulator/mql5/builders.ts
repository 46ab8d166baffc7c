/** Sources in memory for the compiler's tests. */
import { checkSource } from '../../../simulator/mql5/check-source.ts';
import {
  parseSource,
  type ParsedSource,
  type SourceOptions,
} from '../../../simulator/mql5/parse-source.ts';
import type { Diagnostic } from '../../../simulator/mql5/position.ts';

/** 2026-01-02 03:04:05 */
export const NOW = 1_767_323_045;

/** Compiler options for a program held in memory; `files` are further files by path. */
export function source(
  text: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): SourceOptions {
  const all: Record<string, string | Uint8Array> = { 'T.mq5': text, ...files };
  return {
    main: 'T.mq5',
    read: (path) => {
      const content = all[path];
      return typeof content === 'string' ? new TextEncoder().encode(content) : (content ?? null);
    },
    includeFolders: ['Include'],
    now: NOW,
  };
}

export function parse(
  text: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): ParsedSource {
  return parseSource(source(text, files));
}

/** `line,col code` of each, errors bare and warnings with a `w`. */
export function brief(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(
    ({ line, col, severity, code }) => `${line},${col} ${severity === 'warning' ? 'w' : ''}${code}`,
  );
}

/** Everything the checker says about a program. */
export function check(text: string, files: Readonly<Record<string, string>> = {}): string[] {
  return brief(checkSource(source(text, files)).diagnostics);
}
