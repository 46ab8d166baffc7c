/**
 * The effective settings: flags over environment over the settings file over defaults.
 *
 * Invariants:
 * 1. Every value knows where it comes from.
 * 2. A value that counts and is wrong is an error; an empty variable is unset.
 * 3. All problems stand in one message, without a secret.
 */
import { ConfigurationError } from '../domain/errors.ts';
import { dataFolder } from './paths.ts';
import { redactText } from './redact.ts';
import { readSettingsFile, settingsFile } from './settings-file.ts';
import {
  SETTING_KEYS,
  settingName,
  settingNamed,
  settingRule,
  type SettingKey,
  type SettingSource,
  type SettingValues,
} from './settings-table.ts';

/** Where one value comes from: `flag --db`, `environment MONGO_URI`, the file's path or `default`. */
export interface SettingOrigin {
  readonly source: SettingSource;
  readonly detail: string;
}

/** See file header. */
export interface Settings {
  readonly values: SettingValues;
  readonly origins: Readonly<Record<SettingKey, SettingOrigin>>;
}

/** What settings are made of; values are as the user typed them. */
export interface SettingInputs {
  /** By setting; undefined is not given. */
  readonly flags?: Readonly<Partial<Record<SettingKey, unknown>>> | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The settings file's content, by the names for users. */
  readonly file?: Readonly<Record<string, unknown>> | undefined;
}

const STORABLE = SETTING_KEYS.filter((key) => settingRule(key).isStorable);

interface Candidate {
  readonly value: unknown;
  readonly origin: SettingOrigin;
}

/**
 * @param home the data folder, for defaults and for naming the settings file.
 * @throws ConfigurationError with all problems.
 */
export function resolveSettings(inputs: SettingInputs, home: string): Settings {
  const problems: string[] = [];
  const file = inputs.file ?? {};
  for (const name of Object.keys(file)) {
    const key = settingNamed(name);
    if (key !== null && settingRule(key).isStorable) continue;
    problems.push(
      `settings file ${settingsFile(home)}: unknown setting "${name}": delete it there; known are ${STORABLE.map(settingName).join(', ')}`,
    );
  }
  const values: Partial<Record<SettingKey, unknown>> = {};
  const origins: Partial<Record<SettingKey, SettingOrigin>> = {};
  for (const key of SETTING_KEYS) {
    const { value, origin } = candidate(key, inputs, home);
    const result = settingRule(key).type.safeParse(value);
    if (!result.success) problems.push(problem(key, value, origin));
    values[key] = result.data;
    origins[key] = origin;
  }
  if (problems.length > 0) throw new ConfigurationError(problems.join('\n'));
  return {
    values: values as SettingValues,
    origins: origins as Record<SettingKey, SettingOrigin>,
  };
}

/**
 * The settings of this process; reads the settings file.
 * @throws ConfigurationError with all problems.
 */
export async function loadSettings(inputs: Omit<SettingInputs, 'file'>): Promise<Settings> {
  const home = homeOf(inputs);
  return resolveSettings({ ...inputs, file: await readSettingsFile(home) }, home);
}

/** The data folder that flags and environment name. */
export function homeOf({ flags, env }: Omit<SettingInputs, 'file'>): string {
  const flag = flags?.home;
  return dataFolder(
    typeof flag === 'string' && flag !== '' ? { ...env, LOCKSTEP_HOME: flag } : env,
  );
}

/** The variables that make a child process see the same settings, whatever the child's flags. */
export function settingsEnvironment({ values }: Settings): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const key of SETTING_KEYS) {
    const [variable] = settingRule(key).environment;
    const value = values[key];
    if (variable !== undefined && value !== null) variables[variable] = String(value);
  }
  return variables;
}

/** `setting "poll-ms" (environment MASTER_POLL_INTERVAL_MS) is "5": expected …` */
function problem(key: SettingKey, value: unknown, origin: SettingOrigin): string {
  const isSecret = settingRule(key).isSecret === true;
  const shown = isSecret ? 'wrong' : redactText(JSON.stringify(value) ?? 'missing');
  return `setting "${settingName(key)}" (${origin.detail}) is ${shown}: expected ${settingRule(key).expected}`;
}

function candidate(key: SettingKey, inputs: SettingInputs, home: string): Candidate {
  const name = settingName(key);
  const flag = inputs.flags?.[key];
  if (flag !== undefined) {
    return { value: flag, origin: { source: 'flag', detail: `flag --${name}` } };
  }
  for (const variable of settingRule(key).environment) {
    const value = inputs.env[variable];
    if (value === undefined || value === '') continue;
    return { value, origin: { source: 'environment', detail: `environment ${variable}` } };
  }
  const stored = inputs.file?.[name];
  if (stored !== undefined) {
    return { value: stored, origin: { source: 'file', detail: settingsFile(home) } };
  }
  return {
    value: settingRule(key).default(home),
    origin: { source: 'default', detail: 'default' },
  };
}
