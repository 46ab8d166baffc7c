/** `lockstep db …`: prepares the database. */
import type { RawDocument } from '../../db/account-store.ts';
import type { CliGroup } from '../cli-command.ts';

/** Both disabled: nothing starts before the user has put his own paths in. */
const SAMPLES: readonly RawDocument[] = [
  {
    name: 'Main_Master',
    type: 'MASTER',
    path: 'C:/Program Files/MetaTrader 5/terminal64.exe',
    enabled: false,
  },
  {
    name: 'Apex_Slave_01',
    type: 'SLAVE',
    path: 'C:/Program Files/Apex MT5/terminal64.exe',
    enabled: false,
    suffix: '.c',
    symbol_map: { XAUUSD: 'GOLD', US30: 'DJ30' },
    slippage_tolerance: 50,
  },
];

const NEXT_WITH_SAMPLES = [
  '`lockstep accounts edit Main_Master --path "C:/…/terminal64.exe"`, and the same for Apex_Slave_01: your terminals',
  '`lockstep accounts enable Main_Master Apex_Slave_01`',
  '`lockstep up`',
];
const NEXT_WITH_ACCOUNTS = [
  '`lockstep accounts list` shows them',
  '`lockstep accounts enable NAME` for those that are to run',
  '`lockstep up`',
];

/** See file header. */
export const dbGroup: CliGroup = {
  command: 'db',
  describe: 'Prepare the database',
  commands: [
    {
      command: 'init',
      describe: 'Create indexes and, in an empty database, two sample accounts (disabled)',
      run: async (session) => {
        await session.withStores(async (stores) => {
          await stores.init();
          const isEmpty = (await stores.accounts.raw()).length === 0;
          if (isEmpty) await stores.accounts.insert(SAMPLES);
          const accounts = isEmpty ? SAMPLES.map(({ name }) => name) : [];
          const next = isEmpty ? NEXT_WITH_SAMPLES : NEXT_WITH_ACCOUNTS;
          const result = { database: stores.address, added: accounts, next };
          session.print(result, () =>
            [
              `Database ${stores.address} is ready.`,
              isEmpty
                ? `Added two sample accounts, disabled: ${accounts.join(', ')}.`
                : 'It holds accounts already: no samples were added.',
              'Next:',
              ...next.map((step, index) => `  ${String(index + 1)}. ${step}`),
            ].join('\n'),
          );
        });
      },
    },
  ],
};
