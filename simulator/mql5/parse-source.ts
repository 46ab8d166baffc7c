/** A main file and what it includes, parsed: the first half of `check`, and all of `parse`. */
import { Diagnostics, type Diagnostic, type Position } from './position.ts';
import type { Declaration } from './syntax/ast.ts';
import { parseProgram } from './syntax/parser.ts';
import { preprocess } from './syntax/preprocessor.ts';
import type { ReadSource } from './syntax/source-reader.ts';

export interface SourceOptions {
  /** Path of the `.mq5` (or `.mqh`) file. */
  readonly main: string;
  readonly read: ReadSource;
  /** Folders that stand for `MQL5/Include`. */
  readonly includeFolders: readonly string[];
  /** Moment of compilation, seconds since 1970. */
  readonly now: number;
}

export interface ParsedSource {
  readonly diagnostics: readonly Diagnostic[];
  readonly declarations: readonly Declaration[];
  readonly properties: readonly { name: string; value: string; at: Position }[];
  /** Included files that were not found. */
  readonly missing: readonly string[];
}

/** Names of types that MetaEditor knows without a declaration, as far as a parser must. */
const NO_NAMES: readonly string[] = [];

/**
 * Syntax only: included files may be missing; their types and macros are then guessed from their use.
 */
export function parseSource(options: SourceOptions): ParsedSource {
  const diagnostics = new Diagnostics();
  const { tokens, missing, properties } = preprocess(
    { ...options, tolerateMissing: true },
    diagnostics,
  );
  const lenient = missing.length > 0 || options.main.toLowerCase().endsWith('.mqh');
  const declarations = parseProgram(tokens, diagnostics, { typeNames: NO_NAMES, lenient });
  return { diagnostics: diagnostics.list, declarations, properties, missing };
}
