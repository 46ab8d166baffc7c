/** The limit of nesting: the compiler's own stack. */
import type { Diagnostics, Position } from './position.ts';

/**
 * A step that goes as deep as its source nests. Too deep is an error of the source (102), not a failure
 * of the compiler.
 * @returns null when it was too deep.
 */
export function withinDepth<T>(diagnostics: Diagnostics, at: Position, step: () => T): T | null {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof RangeError) || !error.message.includes('call stack')) throw error;
    diagnostics.error(at, 102, 'not enough memory to compile: expressions or blocks nest too deep');
    return null;
  }
}
