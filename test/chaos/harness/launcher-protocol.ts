/** What the harness and the process of its launcher say to each other. */
import type { ChildStatus } from '../../../launcher/child.ts';

/** To the launcher's process. */
export type ToLauncher =
  /** The next start of this child comes so much later. */
  | { readonly type: 'hold'; readonly id: string; readonly forMs: number }
  /** All restarts of children are forgotten. */
  | { readonly type: 'forgive' }
  | { readonly type: 'stop' };

/** From it, whenever something changed. */
export interface FromLauncher {
  readonly type: 'children';
  readonly children: readonly ChildStatus[];
}
