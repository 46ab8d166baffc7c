/** `lockstep ea secret`: where an account's secret is; a new one; itself only when asked for. */
import path from 'node:path';
import { eaSecret, rotateEaSecret } from '../../config/ea-secret.ts';
import type { CliCommand } from '../cli-command.ts';
import { commandWord } from '../command-word.ts';
import { presetFile } from '../ea-files.ts';
import { findAccounts } from '../find-account.ts';

/** See file header. */
export const secretOfEa: CliCommand = {
  command: 'secret <name>',
  describe: "Make, replace or show the secret of an account's EA",
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', describe: "The account's name" })
      .option('rotate', { type: 'boolean', default: false, describe: 'Replace it by a new one' })
      .option('show', { type: 'boolean', default: false, describe: 'Print the secret itself' }),
  run: async (session, args) => {
    const name = String(args['name']);
    await session.withStores(({ accounts }) => findAccounts(accounts, [name]));
    const { home } = (await session.settings()).values;
    const isRotated = args['rotate'] === true;
    const secret = isRotated ? await rotateEaSecret(home, name) : await eaSecret(home, name);
    const isShown = args['show'] === true;
    const again = `\`lockstep ea install ${commandWord(name)}\` writes it into the preset ${path.basename(presetFile('', name))}.`;
    const rotated = `${name} has a new secret. \`lockstep restart ${commandWord(name)}\`, then give it to the EA: until both have it, the EA is refused.`;
    session.print({ name, rotated: isRotated, ...(isShown ? { secret } : {}) }, () =>
      [
        ...(isRotated ? [rotated] : []),
        isShown
          ? secret
          : `The secret of ${name} is in the folder keys of ${home} (--show prints it).`,
        ...(isShown && !isRotated ? [] : [again]),
      ].join('\n'),
    );
  },
};
