/**
 * The settings file in the data folder: a JSON object of settings by their names. Readable by the
 * owner alone, as a database address may hold a password.
 */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError } from '../domain/errors.ts';
import { redactText } from './redact.ts';
import { replaceFile } from './replace-file.ts';
import { settingName, settingNamed, settingRule, SETTING_KEYS } from './settings-table.ts';
import { withoutMark } from './without-mark.ts';

/** The file's path. */
export function settingsFile(home: string): string {
  return path.join(home, 'settings.json');
}

/**
 * The stored settings, not yet checked; empty when there is no file.
 * @throws ConfigurationError when the file cannot be read or is no JSON object.
 */
export async function readSettingsFile(home: string): Promise<Record<string, unknown>> {
  const file = settingsFile(home);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw unusable(`settings file ${file} cannot be read`, error);
  }
  let content: unknown;
  try {
    content = JSON.parse(withoutMark(text));
  } catch (error) {
    throw new ConfigurationError(
      `settings file ${file} is no JSON: mend it, or delete it and set what you need with \`lockstep config set KEY VALUE\``,
      { cause: error },
    );
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new ConfigurationError(`settings file ${file}: expected one JSON object of settings`);
  }
  return content as Record<string, unknown>;
}

/**
 * Stores one setting, the others stay; resolves to the value as it is stored.
 * @param name the setting's name for users.
 * @throws ConfigurationError when there is no such setting, when its value is wrong, or when the
 *   file cannot be written.
 */
export async function storeSetting(home: string, name: string, value: unknown): Promise<unknown> {
  const key = settingNamed(name);
  if (key === null || !settingRule(key).isStorable) {
    const names = SETTING_KEYS.filter((each) => settingRule(each).isStorable).map(settingName);
    throw new ConfigurationError(
      key === null
        ? `unknown setting "${name}": expected one of ${names.join(', ')}`
        : `setting "${name}" cannot be stored: use --${name} or ${settingRule(key).environment.join(', ')}`,
    );
  }
  const result = settingRule(key).type.safeParse(value);
  if (!result.success) {
    const isSecret = settingRule(key).isSecret === true;
    const shown = isSecret ? 'this' : redactText(JSON.stringify(value) ?? 'missing');
    throw new ConfigurationError(
      `setting "${name}" cannot be ${shown}: expected ${settingRule(key).expected}`,
    );
  }
  const content = await readSettingsFile(home);
  await writeSettingsFile(home, { ...content, [name]: result.data });
  return result.data;
}

async function writeSettingsFile(home: string, content: Record<string, unknown>): Promise<void> {
  const file = settingsFile(home);
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
    await replaceFile(file, `${JSON.stringify(content, null, 2)}\n`);
  } catch (error) {
    throw unusable(`settings file ${file} cannot be written`, error);
  }
}

function unusable(what: string, error: unknown): ConfigurationError {
  const why = error instanceof Error ? error.message : String(error);
  return new ConfigurationError(
    `${what} (${why}): choose a data folder that you may write with --home or LOCKSTEP_HOME`,
    { cause: error },
  );
}
