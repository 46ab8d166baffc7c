/** A position of the master's with its copy: what most cases begin with. */
import type { Stage } from '../harness/stage.ts';

/** So long a copy may take while nothing is broken. */
export const COPIED_MS = 30_000;
const TRIES = 3;

/** @returns the master's position; null when the machine was too slow to copy an open in time. */
export async function copiedOpen(stage: Stage): Promise<string | null> {
  const { master, slave } = stage.hands;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const identifier = await master.open('0.20');
    await stage.converged(COPIED_MS);
    if (slave.positions.length > 0) return identifier;
    await master.close(identifier);
    await stage.converged(COPIED_MS);
  }
  return null;
}
