/** What the launcher and its children say to each other over Node's IPC channel. */
import { z } from 'zod';

/** From the launcher to a node or to a simulated terminal. */
export const launcherMessage = z.discriminatedUnion('type', [
  /** Stop in order: finish what is in flight, say goodbye, exit 0. */
  z.strictObject({ type: z.literal('stop') }),
]);
/** See {@link launcherMessage}. */
export type LauncherMessage = z.infer<typeof launcherMessage>;

/** From a child to the launcher. */
export const childMessage = z.discriminatedUnion('type', [
  /** A master: its bus port is bound. A slave: it is subscribed. A terminal: it is connected. */
  z.strictObject({ type: z.literal('ready') }),
  /** Once a second. `progress` grows whenever the child's main loop has gone round. */
  z.strictObject({ type: z.literal('heartbeat'), progress: z.number().int().nonnegative() }),
]);
/** See {@link childMessage}. */
export type ChildMessage = z.infer<typeof childMessage>;

/** How often a child sends its heartbeat. */
export const HEARTBEAT_MS = 1_000;
