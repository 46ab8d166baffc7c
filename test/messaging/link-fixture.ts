/** A link on a port of its own, and what its listener was told. */
import { onTestFinished } from 'vitest';
import { EaLink } from '../../messaging/ea-link.ts';
import type { EaLinkTimings } from '../../messaging/ea-link-timings.ts';
import type { Expected } from '../../messaging/ea-handshake.ts';
import { RecordingListener } from './link-listener.ts';
import { SECRET } from './raw-zmtp-peer.ts';

/** Short enough for tests that wait for them, long enough for a slow machine. */
export const QUICK: Partial<EaLinkTimings> = { heartbeatMs: 20, partingMs: 100, warningMs: 0 };

export async function linkOf(
  timings: Partial<EaLinkTimings> = QUICK,
  changes: Partial<Expected> = {},
): Promise<{ link: EaLink; listener: RecordingListener; port: number; running: Promise<void> }> {
  const listener = new RecordingListener();
  const expected = {
    secret: SECRET,
    role: 'slave' as const,
    login: null,
    server: null,
    ...changes,
  };
  const link = await EaLink.bind(0, expected, listener, timings);
  const running = link.run();
  onTestFinished(() => link.close({ goodbye: false }));
  return { link, listener, port: link.port, running };
}

/** Waits for a condition; the test's own time limit bounds it. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}
