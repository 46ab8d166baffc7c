/** What `lockstep doctor` finds: one line each. */

/** How grave. `not-running`: only a running node could tell. */
export type Level = 'ok' | 'warning' | 'failure' | 'not-running';

/** See file header. */
export interface Finding {
  /** A stable word: `port`, `login`, … */
  readonly check: string;
  /** Null: about this computer or the database. */
  readonly account: string | null;
  readonly level: Level;
  readonly text: string;
  /** What to do; null when nothing is to be done. */
  readonly wayOut: string | null;
}

/** Makes the findings of one check. */
export function findings(check: string, account: string | null = null) {
  const make = (level: Level, text: string, wayOut: string | null): Finding => ({
    check,
    account,
    level,
    text,
    wayOut,
  });
  return {
    ok: (text: string) => make('ok', text, null),
    warning: (text: string, wayOut: string) => make('warning', text, wayOut),
    failure: (text: string, wayOut: string) => make('failure', text, wayOut),
    notRunning: () => make('not-running', 'not running', null),
  };
}
