/**
 * The system's settings: one table that feeds the command line's help, `lockstep config` and the
 * README. What belongs to one account stands in its document instead.
 */
import path from 'node:path';
import { z } from 'zod';
import { markCredentials, markSecret } from './redact.ts';

/** Where an effective value comes from, strongest first. */
export type SettingSource = 'flag' | 'environment' | 'file' | 'default';

/** One setting. */
export interface SettingRule<Value = unknown> {
  /** Accepts what a flag, a variable or the settings file gives. */
  readonly type: z.ZodType<Value>;
  /** What is expected, in the words of a message. */
  readonly expected: string;
  /** Given the data folder. */
  readonly default: (home: string) => Value;
  /** Variables that set it, the first one that is set counts. */
  readonly environment: readonly string[];
  readonly description: string;
  /** Which commands have its flag. */
  readonly flagOf: 'every command' | 'up' | 'no command';
  /** Whether a message must never repeat its value, not even a wrong one. */
  readonly isSecret?: boolean;
  /** Whether it may stand in the settings file. */
  readonly isStorable: boolean;
}

function wholeNumber(min: number, max: number): z.ZodType<number> {
  return z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
    .pipe(z.number().int().min(min).max(max));
}

const folder = z
  .string()
  .min(1)
  .transform((text) => path.resolve(text));

/** A MongoDB address, or a folder (made absolute); other addresses are typing errors, which may hold a password too. */
const database = z.string().transform((text, context) => {
  markCredentials(text);
  if (/^mongodb(\+srv)?:\/\/[^/\s]+/i.test(text)) return text;
  if (text.trim() !== '' && !/^[a-z][a-z\d+.-]+:\/\//i.test(text)) return path.resolve(text);
  context.addIssue({ code: 'custom', message: 'no address' });
  return z.NEVER;
});

/** A program alone, or a JSON array of a program and its arguments; kept as such an array. */
const program = z
  .union([
    z.string().min(1).regex(/^[^[]/),
    z
      .string()
      .startsWith('[')
      .transform((text, context) => {
        try {
          return JSON.parse(text) as unknown;
        } catch {
          context.addIssue({ code: 'custom', message: 'no JSON' });
          return z.NEVER;
        }
      })
      .pipe(z.array(z.string().min(1)).min(1)),
    z.array(z.string().min(1)).min(1),
  ])
  .transform((value) => JSON.stringify(typeof value === 'string' ? [value] : value));

/** Whoever knows it may write into the user's channel: it is marked before anything can be logged. */
const secretUrl = z
  .string()
  .transform((text) => {
    markSecret(text);
    return text;
  })
  .pipe(z.url({ protocol: /^https?$/ }));

/** Every setting by its name in the program; {@link settingName} gives its name for users. */
export const SETTINGS = {
  home: {
    type: folder,
    expected: 'the path of a folder',
    default: (home: string) => home,
    environment: ['LOCKSTEP_HOME'],
    description: 'Data folder: settings file, secrets, keys, embedded database, logs',
    flagOf: 'every command',
    isStorable: false,
  },
  db: {
    type: database.nullable(),
    expected: 'mongodb://…, mongodb+srv://… or the path of a folder',
    default: () => null,
    environment: ['LOCKSTEP_DB', 'MONGO_URI'],
    description:
      'Database: a MongoDB address, or a folder for the embedded one. Chosen once by the first command that needs it',
    flagOf: 'every command',
    isStorable: true,
  },
  databaseName: {
    type: z.string().regex(/^[^/\\. "$*<>:|?]{1,63}$/),
    expected: "a database's name of 1 to 63 characters",
    default: () => 'prop_copy_trader',
    environment: ['DATABASE_NAME'],
    description: 'Name of the database on a MongoDB server',
    flagOf: 'every command',
    isStorable: true,
  },
  publishPort: {
    type: wholeNumber(1, 65_535),
    expected: 'a port, 1 to 65535',
    default: () => 5_555,
    environment: ['ZMQ_PUB_PORT'],
    description: "First port for masters' books; each further master takes the next free one",
    flagOf: 'up',
    isStorable: true,
  },
  pollMs: {
    type: wholeNumber(20, 1_000),
    expected: 'a whole number of milliseconds, 20 to 1000',
    default: () => 100,
    environment: ['MASTER_POLL_INTERVAL_MS'],
    description: "How often a master's terminal is asked, beside what it tells by itself (ms)",
    flagOf: 'up',
    isStorable: true,
  },
  slippageTolerance: {
    type: wholeNumber(0, 1_000_000),
    expected: 'a whole number of points, 0 to 1000000',
    default: () => 50,
    environment: ['DEFAULT_SLIPPAGE_TOLERANCE'],
    description: 'How far the price may have moved (points) when an account does not say it',
    flagOf: 'up',
    isStorable: true,
  },
  logLevel: {
    type: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']),
    expected: 'one of trace, debug, info, warn, error, fatal',
    default: () => 'info',
    environment: ['LOCKSTEP_LOG_LEVEL'],
    description: 'Log from this level on: trace, debug, info, warn, error or fatal',
    flagOf: 'every command',
    isStorable: true,
  },
  logFolder: {
    type: folder,
    expected: 'the path of a folder',
    default: (home: string) => path.join(home, 'logs'),
    environment: ['LOCKSTEP_LOG_FOLDER'],
    description: 'Folder of the log files (default: logs in the data folder)',
    flagOf: 'up',
    isStorable: true,
  },
  alertCommand: {
    type: program.nullable(),
    expected: 'the path of a program, or a JSON array of a program and its arguments',
    default: () => null,
    environment: ['LOCKSTEP_ALERT_COMMAND'],
    description: 'Program that is started with each alarm as JSON on its standard input',
    flagOf: 'up',
    isStorable: true,
  },
  alertWebhook: {
    type: secretUrl.nullable(),
    expected: 'an address https://…',
    default: () => null,
    environment: ['LOCKSTEP_ALERT_WEBHOOK'],
    description: 'Address to which each alarm is posted as JSON with `text` and `content` (secret)',
    flagOf: 'no command',
    isSecret: true,
    isStorable: true,
  },
} as const satisfies Record<string, SettingRule>;

/** A setting's name in the program. */
export type SettingKey = keyof typeof SETTINGS;

/** The values of all settings. `db` is null until a database was chosen. */
export type SettingValues = {
  readonly [Key in SettingKey]: z.output<(typeof SETTINGS)[Key]['type']>;
};

/** All settings, in the order of the table. */
export const SETTING_KEYS = Object.keys(SETTINGS) as readonly SettingKey[];

/** The rule of one setting, whatever its type. */
export function settingRule(key: SettingKey): SettingRule {
  return SETTINGS[key];
}

/** A setting's name for users: `pollMs` is the flag `--poll-ms` and the key `poll-ms`. */
export function settingName(key: SettingKey): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The setting that users call `name`, or null. */
export function settingNamed(name: string): SettingKey | null {
  return SETTING_KEYS.find((key) => settingName(key) === name) ?? null;
}
