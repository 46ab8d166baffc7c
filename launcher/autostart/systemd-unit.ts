/** Linux: a unit of the user's own systemd. */
import path from 'node:path';
import type { LoginProgram, LoginService, ProgramCall } from './login-service.ts';

const UNIT = 'lockstep.service';

/** @param configFolder `XDG_CONFIG_HOME`, by default `~/.config`. */
export function systemdUnit(program: LoginProgram, configFolder: string): LoginService {
  return {
    title: 'systemd (user)',
    file: path.join(configFolder, 'systemd', 'user', UNIT),
    text: unitText(program),
    encoding: 'utf8',
    register: [call('daemon-reload'), call('enable', UNIT)],
    remove: [call('disable', UNIT)],
    query: call('is-enabled', UNIT),
    otherwise: `No systemd answers for this user. Where there is one: systemctl --user enable ${UNIT}`,
  };
}

/** @returns the unit; it starts when the user logs in and again 60 s after a failure. */
export function unitText({ node, args }: LoginProgram): string {
  return `[Unit]
Description=Lockstep: copies positions between MetaTrader 5 accounts
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${[node, ...args].map(unitWord).join(' ')}
Restart=on-failure
RestartSec=60
# The launcher stops its children in order within 5 s; it alone is asked to.
KillMode=mixed
TimeoutStopSec=15

[Install]
WantedBy=default.target
`;
}

/** Quoted, with what systemd would replace doubled: `%` (specifiers) and `$` (variables). */
function unitWord(word: string): string {
  const plain = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return `"${plain.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`)}"`;
}

function call(...args: string[]): ProgramCall {
  return { file: 'systemctl', args: ['--user', ...args] };
}
