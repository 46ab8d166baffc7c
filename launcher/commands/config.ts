/** `lockstep config`: the effective settings and where each comes from; stores them. */
import { redactText } from '../../config/redact.ts';
import { storeSetting, settingsFile } from '../../config/settings-file.ts';
import { homeOf } from '../../config/settings.ts';
import { SETTING_KEYS, settingName, settingRule } from '../../config/settings-table.ts';
import type { CliGroup } from '../cli-command.ts';
import { STANDARD_INPUT } from '../session.ts';
import { cell, table } from '../table.ts';

/** See file header. */
export const configGroup: CliGroup = {
  command: 'config',
  describe: 'Show or store settings',
  commands: [
    {
      command: '$0',
      describe: 'Show the effective settings and where each comes from',
      hasAllSettings: true,
      run: async (session) => {
        const { values, origins } = await session.settings();
        const settings = SETTING_KEYS.map((key) => ({
          name: settingName(key),
          value: redacted(values[key]),
          source: origins[key].source,
          origin: origins[key].detail,
          description: settingRule(key).description,
        }));
        session.print({ settings, file: settingsFile(values.home) }, () => {
          const rows = settings.map(({ name, value, origin }) => [
            name,
            name === 'db' && value === null ? '(first command chooses)' : cell(value),
            origin,
          ]);
          return table(['SETTING', 'VALUE', 'FROM'], rows);
        });
      },
    },
    {
      command: 'set <key> <value>',
      describe: 'Store a setting in the settings file (readable by you alone)',
      builder: (yargs) =>
        yargs
          .positional('key', {
            type: 'string',
            describe: SETTING_KEYS.filter((key) => settingRule(key).isStorable)
              .map(settingName)
              .join(', '),
          })
          .positional('value', {
            type: 'string',
            describe: 'Its value; - reads it from standard input (for an address with a password)',
          })
          .example('lockstep config set db mongodb://localhost:27017', 'a MongoDB')
          .example('lockstep config set poll-ms 50', 'ask the master 20 times a second'),
      run: async (session, args) => {
        const { env } = session.environment;
        const home = typeof args['home'] === 'string' ? args['home'] : undefined;
        const folder = homeOf({ flags: { home }, env });
        const name = String(args['key']);
        const given = String(args['value']);
        const value =
          given === STANDARD_INPUT ? (await session.environment.readInput()).trim() : given;
        const stored = redacted(await storeSetting(folder, name, value));
        session.print(
          { name, value: stored, file: settingsFile(folder) },
          () => `${name} is now ${cell(stored)} (${settingsFile(folder)})`,
        );
        await warnIfHidden();

        /** A stronger source makes the stored value look broken. */
        async function warnIfHidden(): Promise<void> {
          const key = SETTING_KEYS.find((each) => settingName(each) === name);
          if (key === undefined) return;
          const origin = (await session.settings()).origins[key];
          if (origin.source === 'file') return;
          session.say(`note: ${origin.detail} overrides it here`);
        }
      },
    },
  ],
};

function redacted(value: unknown): unknown {
  return typeof value === 'string' ? redactText(value) : value;
}
