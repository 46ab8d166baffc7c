/** How an alarm leaves this computer: by a program of the user, or to an address of his. */
import { spawn } from 'node:child_process';
import type { Settings } from '../config/settings.ts';
import type { StandingAlarm } from '../messaging/ipc/control-report.ts';

/** What is delivered. */
export interface AlertNotice {
  readonly event: 'raised' | 'cleared' | 'test';
  readonly alarm: StandingAlarm;
}

/** See file header. */
export interface AlertWay {
  /** For messages; without anything secret. */
  readonly name: string;
  /** Rejects with words for the user when it did not get through; ends in time. */
  send(notice: AlertNotice, signal: AbortSignal): Promise<void>;
}

/** A program or a server gets so long. */
export const ALERT_MS = 10_000;
/** Discord refuses a longer `content`. */
const LONGEST_CONTENT = 2_000;
/** What the program must not find in its environment. */
const SECRET_VARIABLES: ReadonlySet<string> = new Set([
  'LOCKSTEP_ALERT_WEBHOOK',
  'LOCKSTEP_DB',
  'MONGO_URI',
]);

/** The ways that the settings name; none is no delivery. */
export function alertWays({ values }: Pick<Settings, 'values'>): readonly AlertWay[] {
  const { alertCommand, alertWebhook } = values;
  return [
    ...(alertCommand === null ? [] : [commandWay(JSON.parse(alertCommand) as string[])]),
    ...(alertWebhook === null ? [] : [webhookWay(alertWebhook)]),
  ];
}

/** One line for people. */
export function alertText({ event, alarm }: AlertNotice): string {
  const { code, account, detail, wayOut } = alarm;
  switch (event) {
    case 'raised':
      return `Lockstep alarm ${code} on ${account}: ${detail}. ${wayOut}`;
    case 'cleared':
      return `Lockstep: alarm ${code} on ${account} is over (${detail})`;
    case 'test':
      return `Lockstep: ${detail}`;
  }
}

/** @param words a program and its arguments; no shell reads them. */
export function commandWay(words: readonly string[], timeoutMs = ALERT_MS): AlertWay {
  const [program = '', ...args] = words;
  const name = `alert-command ${program}`;
  return {
    name,
    send: (notice, signal) =>
      new Promise((resolve, reject) => {
        if (process.platform === 'win32' && /\.(bat|cmd)$/i.test(program)) {
          throw new Error('a .bat or .cmd needs a shell: name powershell.exe or another program');
        }
        const child = spawn(program, args, {
          shell: false,
          windowsHide: true,
          stdio: ['pipe', 'ignore', 'ignore'],
          env: withoutSecrets(process.env),
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
          killSignal: 'SIGKILL',
        });
        child.on('error', (error) => {
          const isLate = error.name === 'AbortError';
          const late = `it did not end within ${String(timeoutMs / 1_000)} s and was killed`;
          reject(new Error(isLate ? late : `it cannot be started: ${error.message}`));
        });
        child.on('close', (code) => {
          if (code === 0) resolve();
          else reject(new Error(`it ended with exit code ${String(code)}`));
        });
        // A program that does not read what it is told is no failure.
        child.stdin.on('error', () => undefined);
        child.stdin.end(`${JSON.stringify(noticeFields(notice))}\n`);
      }),
  };
}

/** @param url secret: it stands in no message. */
export function webhookWay(url: string, timeoutMs = ALERT_MS): AlertWay {
  return {
    name: 'alert-webhook',
    send: async (notice, signal) => {
      const text = alertText(notice);
      let status: number;
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          // Slack and its like read `text`, Discord reads `content`.
          body: JSON.stringify({ text, content: cut(text) }),
          // Not followed: the alarm goes to the address that was given; the answer says 3xx.
          redirect: 'manual',
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        });
        ({ status } = response);
        await response.body?.cancel();
      } catch (error) {
        // The failure's own words may quote the address; of its cause only the code is told.
        // oxlint-disable-next-line preserve-caught-error -- for the same reason
        throw new Error(`the server was not reached (${reasonOf(error)})`);
      }
      if (status >= 300) throw new Error(`the server answered ${String(status)}`);
    },
  };
}

/** Windows knows a variable by any case. */
function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([variable]) => !SECRET_VARIABLES.has(variable.toUpperCase())),
  );
}

/** Without half of a character at its end. */
function cut(text: string): string {
  if (text.length <= LONGEST_CONTENT) return text;
  return `${text.slice(0, LONGEST_CONTENT - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function noticeFields(notice: AlertNotice): object {
  const { event, alarm } = notice;
  const { sinceMs, ...rest } = alarm;
  return { event, ...rest, since: new Date(sinceMs).toISOString(), text: alertText(notice) };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
}
