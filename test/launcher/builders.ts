/** Accounts, children and a clock for the launcher's tests. */
import { EventEmitter, once } from 'node:events';
import { parseAccountDocument } from '../../db/account-document.ts';
import type { PortedAccount } from '../../db/account-ports.ts';
import type { RawDocument } from '../../db/account-store.ts';
import { createLogger } from '../../config/logger.ts';
import type { ChildMessage, LauncherMessage } from '../../messaging/ipc/node-ipc.ts';
import type { ChildEnvironment } from '../../launcher/child.ts';
import type { ChildCommand } from '../../launcher/child-spec.ts';
import type { ChildEnd, StartChild } from '../../launcher/fork-child.ts';

/** A parsed account with an EA port. */
export function account(fields: RawDocument = {}): PortedAccount {
  const document = {
    name: 'Apex_01',
    type: 'SLAVE',
    path: 'C:/MT5/terminal64.exe',
    enabled: true,
    ea_port: 47_101,
    ...(fields['type'] === 'MASTER' ? { bus_endpoint: 'tcp://127.0.0.1:5555' } : {}),
    ...fields,
  };
  const parsed = parseAccountDocument(document, 'the test');
  if (parsed.account === null || parsed.account.eaPort === null) {
    throw new TypeError(`no account: ${JSON.stringify(parsed.problems)}`);
  }
  return { ...parsed.account, eaPort: parsed.account.eaPort };
}

/** A process that does what the test says. */
export interface FakeProcess {
  readonly command: ChildCommand;
  readonly heard: LauncherMessage[];
  /** The process says something. */
  say(message: ChildMessage | null): void;
  /** The process ends. */
  end(code: number | null): void;
  readonly wasKilled: boolean;
}

/** How a fake process takes a stop: at once with exit 0, or not at all. */
export type StopHabit = 'obeys' | 'ignores';

/** Starts fake processes and remembers them in their order. */
export function fakeProcesses(habit: StopHabit = 'obeys') {
  const processes: FakeProcess[] = [];
  const start: StartChild = (command, { onMessage }) => {
    const heard: LauncherMessage[] = [];
    let killed = false;
    const exits = new EventEmitter();
    const ended = once(exits, 'end').then(([end]) => end as ChildEnd);
    const end = (code: number | null): void => {
      exits.emit('end', { code, how: code === null ? 'killed' : `exit ${String(code)}` });
    };
    processes.push({
      command,
      heard,
      say: onMessage,
      end,
      get wasKilled() {
        return killed;
      },
    });
    return {
      pid: 1_000 + processes.length,
      ended,
      tell: (message) => {
        heard.push(message);
        if (habit === 'obeys') end(0);
        return true;
      },
      kill: () => {
        killed = true;
        end(null);
      },
    };
  };
  return { processes, start };
}

/** Surroundings with a clock that stands still until it is moved; pauses end at once. */
export function fakeEnvironment(start: StartChild) {
  const lines: string[] = [];
  const pauses: number[] = [];
  const clock = { nowMs: 0 };
  const environment: ChildEnvironment = {
    start,
    dataFolder: '/data',
    log: createLogger({ level: 'debug', write: (line) => void lines.push(line) }),
    onLine: () => undefined,
    now: () => clock.nowMs,
    random: () => 0,
    pause: (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    },
  };
  return { environment, lines, pauses, clock };
}
