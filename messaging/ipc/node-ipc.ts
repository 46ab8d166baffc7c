/** What the launcher and its children say to each other over Node's IPC channel. */
import { z } from 'zod';
import { MAX_NODE_ALARMS, nodeAlarm, nodeAnswer, nodeCommand } from './node-command.ts';

/** From the launcher to a node or to a simulated terminal. */
export const launcherMessage = z.discriminatedUnion('type', [
  /** Stop in order: finish what is in flight, say goodbye, exit 0. */
  z.strictObject({ type: z.literal('stop') }),
  /** To nodes alone: an operator's command; answered under the same id. */
  z.strictObject({ type: z.literal('command'), id: z.number().int(), command: nodeCommand }),
]);
/** See {@link launcherMessage}. */
export type LauncherMessage = z.infer<typeof launcherMessage>;

/** From a child to the launcher. */
export const childMessage = z.discriminatedUnion('type', [
  /** A master: its bus port is bound. A slave: it is subscribed. A terminal: it is connected. */
  z.strictObject({ type: z.literal('ready') }),
  /** Once a second. `progress` grows whenever the child's main loop has gone round. */
  z.strictObject({ type: z.literal('heartbeat'), progress: z.number().int().nonnegative() }),
  /** To the command of this id. */
  z.strictObject({ type: z.literal('answer'), id: z.number().int(), answer: nodeAnswer }),
  /** All alarms that stand on the node now: sent whenever one is raised or cleared. */
  z.strictObject({ type: z.literal('alarms'), alarms: z.array(nodeAlarm).max(MAX_NODE_ALARMS) }),
]);
/** See {@link childMessage}. */
export type ChildMessage = z.infer<typeof childMessage>;

/** How often a child sends its heartbeat. */
export const HEARTBEAT_MS = 1_000;
