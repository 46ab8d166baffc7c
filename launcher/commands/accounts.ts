/** `lockstep accounts …`: the accounts that are copied from and to. */
import type { CliGroup } from '../cli-command.ts';
import { addAccount, editAccount } from './edit-account.ts';
import { disableAccounts, enableAccounts, removeAccounts } from './enable-accounts.ts';
import { exportAccounts, importAccounts } from './import-accounts.ts';
import { listAccounts, showAccount } from './list-accounts.ts';

/** See file header. */
export const accountsGroup: CliGroup = {
  command: 'accounts',
  describe: 'Show and change the accounts',
  commands: [
    listAccounts,
    showAccount,
    addAccount,
    editAccount,
    enableAccounts,
    disableAccounts,
    removeAccounts,
    importAccounts,
    exportAccounts,
  ],
};
