/** Arms the kill of a process at the point that begins a gap: by who passes that point, when he does. */
import { LOGINS } from '../harness/stage-files.ts';
import type { Stage } from '../harness/stage.ts';
import type { Victim } from '../harness/victim.ts';
import type { ChaosOperation } from './cases.ts';

const BROKER_OPERATIONS = {
  open: 'open',
  modify: 'modify-position',
  'close-part': 'partial-close',
  close: 'close',
} as const;

const MASTER_TERMINAL = ['event-read', 'event-handled'] as const;
const SLAVE_TERMINAL = {
  6: 'journal-flushed',
  7: 'send-left',
  8: 'executed',
  9: 'result-read',
  10: 'reply-sent',
} as const;
const SLAVE_NODE = { 3: 'received', 4: 'intent-durable', 5: 'command-sent' } as const;

/** @returns the id of the process that will end. */
export async function killAt(
  stage: Stage,
  victim: Victim,
  { gap, operation }: { readonly gap: number; readonly operation: ChaosOperation },
): Promise<number> {
  const pid = stage.pidOf(victim);
  const atMaster = MASTER_TERMINAL[gap];
  if (atMaster !== undefined) {
    await stage.fault({ type: 'kill', account: LOGINS.master, at: atMaster, pid });
    return pid;
  }
  if (gap === 2) {
    await stage.crashAt('master', { at: 'published', operation: null, pid });
    return pid;
  }
  if (gap === 3 || gap === 4 || gap === 5) {
    const at = SLAVE_NODE[gap];
    await stage.crashAt('slave', { at, operation: gap === 3 ? null : operation, pid });
    return pid;
  }
  const at = SLAVE_TERMINAL[gap as keyof typeof SLAVE_TERMINAL];
  await stage.fault({
    type: 'kill',
    account: LOGINS.slave,
    at,
    operation: BROKER_OPERATIONS[operation],
    pid,
  });
  return pid;
}
