/** Which step is missing when a terminal's EA does not come to its node. Pure. */
import type { NodeStatus } from '../messaging/ipc/node-command.ts';
import { commandWord } from './command-word.ts';

/** The step, as a stable word, and what to do in a sentence. */
export interface MissingStep {
  readonly step:
    | 'terminal-not-started'
    | 'node-silent'
    | 'ea-not-attached'
    | 'not-authenticated'
    | 'wrong-login'
    | 'refused';
  readonly advice: string;
}

/** What is known of an account whose EA was waited for. */
export interface WaitedFor {
  readonly name: string;
  readonly path: string;
  readonly port: number;
  readonly isRunning: boolean;
  /** Null: its node does not answer. */
  readonly status: Pick<NodeStatus, 'isConnected' | 'refused'> | null;
}

/** Null when its EA is there. */
export function missingStep({
  name,
  path,
  port,
  isRunning,
  status,
}: WaitedFor): MissingStep | null {
  if (status?.isConnected === true) return null;
  if (!isRunning) {
    const advice = `the terminal is not running: start ${path} by hand and read what it says; \`lockstep accounts edit ${commandWord(name)} --path PATH\` if that is another one`;
    return { step: 'terminal-not-started', advice };
  }
  if (status === null) {
    return {
      step: 'node-silent',
      advice: `its node does not answer: \`lockstep status\` and the log say why`,
    };
  }
  const refused = status.refused ?? null;
  if (refused === null) {
    const advice = `the terminal runs, but no EA came to port ${String(port)}: log the terminal in, put Lockstep on one chart with its preset, allow 127.0.0.1 under Tools -> Options -> Expert Advisors (\`lockstep ea install ${commandWord(name)}\` lists the steps)`;
    return { step: 'ea-not-attached', advice };
  }
  return { step: refusedStep(refused.code), advice: adviceOf(name, refused) };
}

function refusedStep(code: string): MissingStep['step'] {
  if (code === 'WRONG_SECRET' || code === 'PROTOCOL') return 'not-authenticated';
  return code === 'WRONG_ACCOUNT' ? 'wrong-login' : 'refused';
}

function adviceOf(name: string, { code, detail }: NonNullable<NodeStatus['refused']>): string {
  switch (code) {
    case 'WRONG_SECRET':
      return `its EA is not authenticated (${detail}): \`lockstep ea install ${commandWord(name)}\`, then load the preset in the EA's inputs`;
    case 'PROTOCOL':
      return `its EA is of another version (${detail}): \`lockstep ea install ${commandWord(name)}\`, then attach it again`;
    case 'WRONG_ACCOUNT':
      return `wrong login: ${detail}; log the terminal into that account`;
    case 'WRONG_ROLE':
      return `${detail}: load this account's own preset in the EA's inputs`;
    case 'ALREADY_CONNECTED':
      return `its EA is refused: another terminal or a second chart serves this account; remove one`;
    case 'LOGIN_TAKEN':
      return `its EA is refused: another account of Lockstep has this login and server (\`lockstep accounts list\`)`;
    case 'ACCOUNT_MODE_UNSUPPORTED':
      return `its EA is refused: a slave must be a hedging account without the FIFO rule; ask the broker for one`;
    default:
      return `its EA is refused (${code}): ${detail}`;
  }
}
