/**
 * The life of a child as the launcher sees it: starting → ready → stopping → exited, and failed
 * (given up: its configuration is wrong). An illegal step is a bug of the launcher and throws.
 */

/** See file header. */
export type ChildState = 'starting' | 'ready' | 'stopping' | 'exited' | 'failed';

/** What happens to a child. */
export type ChildEvent = 'became-ready' | 'stop-asked' | 'ended' | 'gave-up' | 'restarted';

const STEPS: Readonly<Record<ChildState, Partial<Record<ChildEvent, ChildState>>>> = {
  starting: { 'became-ready': 'ready', 'stop-asked': 'stopping', ended: 'exited' },
  ready: { 'stop-asked': 'stopping', ended: 'exited' },
  // "Ready" and "stop" may cross on the channel.
  stopping: { 'became-ready': 'stopping', ended: 'exited' },
  exited: { restarted: 'starting', 'gave-up': 'failed' },
  failed: {},
};

/** @throws TypeError for an event that is impossible in this state. */
export function nextChildState(state: ChildState, event: ChildEvent): ChildState {
  const next = STEPS[state][event];
  if (next === undefined) throw new TypeError(`a child that is ${state} cannot be "${event}"`);
  return next;
}
