/** What a restart came to, one line per process. */
import type { ChildStatus } from './child.ts';
import { NodeRefusalError } from './node-desk.ts';

/**
 * @param before said of what stays open meanwhile.
 * @param ids those that were to be started again.
 * @throws NodeRefusalError with the same lines when one of them cannot run.
 */
export function restartLines(
  before: readonly string[],
  ids: readonly string[],
  children: readonly Pick<ChildStatus, 'id' | 'state'>[],
): string[] {
  if (ids.length === 0) return ['No process runs: `lockstep accounts list` shows the accounts.'];
  const states = new Map(children.map(({ id, state }) => [id, state]));
  const lines = ids.map((id) => {
    const state = states.get(id);
    return state === undefined
      ? `${id} was not started again: it was stopped meanwhile`
      : `${id} was started again: ${state}`;
  });
  if (!ids.some((id) => states.get(id) === 'failed')) return [...before, ...lines];
  const wayOut = 'what failed does not run: `lockstep status` says why';
  throw new NodeRefusalError('NODE_FAILED', [...before, ...lines, wayOut].join('\n'));
}
