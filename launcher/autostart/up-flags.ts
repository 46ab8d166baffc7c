/** The flags of `lockstep up` for a start at login, from those of `lockstep autostart enable`. */
import type { CliArguments } from '../session.ts';

/** The names of accounts that were given; none means all. */
export function onlyOf(args: CliArguments): readonly string[] {
  return Array.isArray(args['only']) ? args['only'].map(String) : [];
}

/** See file header. */
export function upFlags(args: CliArguments): readonly string[] {
  const only = onlyOf(args);
  return [
    ...(args['start-terminals'] === true ? ['--start-terminals'] : []),
    ...only.flatMap((name) => ['--only', name]),
    // At login nobody reads an error: one wrong name must not keep the others from being served.
    ...(only.length === 0 ? [] : ['--unattended']),
  ];
}
