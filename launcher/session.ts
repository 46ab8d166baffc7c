/** One run of a command: its settings, its database, its output as text or JSON. */
import { chooseDatabase } from '../config/database-choice.ts';
import { redactText } from '../config/redact.ts';
import { loadSettings, type Settings } from '../config/settings.ts';
import { settingName, type SettingKey } from '../config/settings-table.ts';
import type { Stores } from '../db/stores.ts';
import type { ControlAnswer, ControlCommand } from '../messaging/ipc/control-protocol.ts';
import type { CliEnvironment } from './cli-environment.ts';
import { controlAddress } from './control-address.ts';
import { askLauncher } from './control-client.ts';

/** What a lone `-` becomes before yargs sees it: yargs makes an empty text of a dash. */
export const STANDARD_INPUT = '<standard input>';

/** A command's parsed flags. */
export type CliArguments = Readonly<Record<string, unknown>>;

/** See file header. */
export class Session {
  readonly environment: CliEnvironment;
  readonly isJson: boolean;
  readonly #flags: Partial<Record<SettingKey, unknown>>;
  /** What the process is to end with; commands set it when they did their work but found fault. */
  exitCode = 0;

  /** @param settings whose flags the command has: `accounts add --slippage-tolerance` is no setting. */
  constructor(environment: CliEnvironment, args: CliArguments, settings: readonly SettingKey[]) {
    this.environment = environment;
    this.isJson = args['json'] === true;
    this.#flags = Object.fromEntries(settings.map((key) => [key, args[settingName(key)]]));
  }

  /** @throws ConfigurationError when a setting is wrong. */
  settings(): Promise<Settings> {
    return loadSettings({ flags: this.#flags, env: this.environment.env });
  }

  /** The settings with a database; the first command chooses it, says so and stores the choice. */
  async settingsWithDatabase(): Promise<Settings & { readonly url: string }> {
    const settings = await this.settings();
    const { databaseName } = settings.values;
    const { url, isNew } = await chooseDatabase(settings, (candidate, timeoutMs) =>
      this.environment.probeMongo(candidate, databaseName, timeoutMs),
    );
    if (!isNew) return { ...settings, url };
    this.say(
      `Database: ${redactText(url)} (chosen now and kept; \`lockstep config set db ADDRESS\` changes it)`,
    );
    return { ...(await this.settings()), url };
  }

  /** Opens the database for `use` and closes it afterwards. */
  async withStores<Result>(use: (stores: Stores) => Promise<Result>): Promise<Result> {
    const { url, values } = await this.settingsWithDatabase();
    const stores = await this.environment.openStores({ url, databaseName: values.databaseName });
    try {
      return await use(stores);
    } finally {
      await stores.close();
    }
  }

  /**
   * Asks the launcher that runs with this data folder; needs no database.
   * @throws NotRunningError when none runs, LauncherRefusalError when it refuses.
   */
  async ask<Command extends ControlCommand>(
    command: Command,
  ): Promise<ControlAnswer<Command['type']>> {
    const { home } = (await this.settings()).values;
    return await askLauncher(controlAddress(home), command);
  }

  /** The result: `value` with --json, else `text`. */
  print(value: unknown, text: () => string): void {
    this.environment.write(`${this.isJson ? JSON.stringify(value, null, 2) : text()}\n`);
  }

  /** A remark for people, beside the result. */
  say(text: string): void {
    this.environment.writeError(`${text}\n`);
  }
}
