/** What `lockstep init` did, and what is left to do, account by account. */
import type { SetUp } from './set-up-account.ts';

/** See file header. */
export interface InitReport {
  readonly database: string;
  readonly home: string;
  readonly accounts: readonly (SetUp & { readonly isNew: boolean })[];
  /** Descriptions of simulated terminals that were written. */
  readonly files: readonly string[];
  /** How many accounts have mistakes in their documents. */
  readonly bad: number;
  readonly hadAccounts: boolean;
}

/** For people. */
export function initText(report: InitReport): string {
  const { accounts, bad, database, home, files } = report;
  const isSimulated = accounts.some(({ path }) => path === 'simulator');
  const lines = [
    `Database: ${database}`,
    `Data folder: ${home} (settings, secrets, keys)`,
    '',
    ...accounts.flatMap((each) => accountLines(each)),
    ...(files.length > 0 ? [`Simulator: ${String(files.length)} files written`] : []),
    ...(bad > 0
      ? [
          `${bad === 1 ? '1 account has' : `${String(bad)} accounts have`} mistakes: \`lockstep accounts list\` names them`,
        ]
      : []),
  ];
  const next = [
    ...(accounts.some(({ steps }) => steps.length > 0)
      ? ['Do the steps above in each terminal, then']
      : []),
    '`lockstep up`      starts copying; leave its window open',
    ...(isSimulated
      ? ['`lockstep trader`  in a second window: trades on the simulated master']
      : []),
    '`lockstep status`  in a second window: what runs and what is wrong',
    '`lockstep doctor`  looks for mistakes',
  ];
  return [...lines, '', 'Next:', ...next.map((line) => `  ${line}`)].join('\n');
}

function accountLines({
  account,
  type,
  path,
  port,
  ea,
  steps,
  isNew,
}: InitReport['accounts'][number]) {
  const what = `${isNew ? '+' : ' '} ${account} (${type.toLowerCase()}, port ${String(port)}): ${path}`;
  if (steps.length === 0) return [what, `    EA: ${ea}`];
  return [
    what,
    `    EA: ${ea}`,
    '    Left to do in its MetaTrader:',
    ...steps.map((step) => `  ${step}`),
    '',
  ];
}
