/** Builds what the stages of a run start. */
import { buildPrograms } from './harness/programs.ts';

/** Called by vitest once per run. @returns the clean-up */
export default function setup(): Promise<() => Promise<void>> {
  return buildPrograms();
}
