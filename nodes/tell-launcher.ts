/** Says something to the launcher; a node that runs alone has nobody to tell. */
import type { ChildMessage } from '../messaging/ipc/node-ipc.ts';

/** See file header. */
export type TellLauncher = (message: ChildMessage) => void;

/** Over the channel of this process. */
export const tellLauncher: TellLauncher = (message) => {
  if (process.connected) process.send?.(message);
};
