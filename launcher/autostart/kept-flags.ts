/**
 * The flags with which a start at login finds the settings that hold now: what a login's environment
 * would not have, and what was typed.
 */
import { redactText } from '../../config/redact.ts';
import type { Settings } from '../../config/settings.ts';
import { SETTING_KEYS, settingName } from '../../config/settings-table.ts';
import { ConfigurationError } from '../../domain/errors.ts';

/** @throws ConfigurationError for an address with a password: flags can be read by every process. */
export function keptFlags({ values, origins }: Settings): readonly string[] {
  return SETTING_KEYS.flatMap((key) => {
    const { source, detail } = origins[key];
    const value = values[key];
    if (value === null || (source !== 'flag' && source !== 'environment')) return [];
    const text = String(value);
    if (redactText(text) !== text) {
      const name = settingName(key);
      throw new ConfigurationError(
        `the setting "${name}" (${detail}) holds a password, and a start at login has no other place for it than the settings file: store it with \`lockstep config set ${name} -\`, then leave ${detail} away`,
      );
    }
    return [`--${settingName(key)}`, text];
  });
}
