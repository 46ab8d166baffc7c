/** `lockstep autostart`: `lockstep up` at login, by the system's own service. */
import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../config/paths.ts';
import { withoutMark } from '../../config/without-mark.ts';
import { ConfigurationError, StoreUnavailableError } from '../../domain/errors.ts';
import { keptFlags } from '../autostart/kept-flags.ts';
import type { LoginService, ProgramCall } from '../autostart/login-service.ts';
import { currentSystem, systemService } from '../autostart/system-service.ts';
import { onlyOf, upFlags } from '../autostart/up-flags.ts';
import type { CliCommand, CliGroup } from '../cli-command.ts';
import { requireOnly } from '../require-only.ts';
import type { Session } from '../session.ts';
import { exists } from '../terminal-folder.ts';

const TIMEOUT_MS = 30_000;
const run = promisify(execFile);

const enable: CliCommand = {
  command: 'enable',
  describe: 'Start `lockstep up` at every login, with these flags',
  hasAllSettings: true,
  builder: (yargs) =>
    yargs
      .option('print', {
        type: 'boolean',
        default: false,
        describe: 'Only show what would be written and run',
      })
      .option('only', {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: 'Start only these accounts (names)',
      })
      .option('start-terminals', {
        type: 'boolean',
        default: true,
        describe: 'Start the terminals too (--no-start-terminals: leave them to you)',
      }),
  run: async (session, args) => {
    await checkNames(session, onlyOf(args));
    const service = await serviceFor(session, upFlags(args));
    const { title, file, text, register, otherwise } = service;
    if (args['print'] === true) {
      session.print({ title, file, text, register }, () => described(service));
      return;
    }
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text, { encoding: service.encoding, mode: 0o600 });
    const failure = await firstFailure(register);
    if (failure !== null) session.exitCode = 1;
    session.print({ title, file, isRegistered: failure === null, failure }, () =>
      failure === null
        ? `\`lockstep up\` starts at the next login (${title}, ${file}).\nOff again: \`lockstep autostart disable\``
        : `${file} is written, but ${failure}\n${otherwise}`,
    );
  },
};

const disable: CliCommand = {
  command: 'disable',
  describe: 'Start nothing at login; what runs now goes on',
  run: async (session) => {
    const service = await serviceFor(session, []);
    const was = await isEnabled(service);
    const failure = was ? await firstFailure(service.remove) : null;
    if (failure === null) await rm(service.file, { force: true });
    else session.exitCode = 1;
    session.print({ wasEnabled: was, failure }, () => {
      if (failure !== null) return `still registered: ${failure}`;
      return was ? 'Nothing starts at login any more.' : 'It was not enabled.';
    });
  },
};

const status: CliCommand = {
  command: 'status',
  describe: 'Whether `lockstep up` starts at login',
  run: async (session) => {
    const service = await serviceFor(session, []);
    const isOn = await isEnabled(service);
    session.print({ title: service.title, file: service.file, isEnabled: isOn }, () =>
      isOn
        ? `enabled: ${service.title}, ${service.file}`
        : `not enabled: \`lockstep autostart enable\` starts Lockstep at login (${service.title})`,
    );
  },
};

/** See file header. */
export const autostartGroup: CliGroup = {
  command: 'autostart',
  describe: 'Start Lockstep at login',
  commands: [enable, disable, status],
};

async function serviceFor(session: Session, flags: readonly string[]): Promise<LoginService> {
  const settings = await session.settings();
  const script = path.join(packageRoot(), 'dist', 'launcher', 'main.js');
  if (!(await exists(script))) {
    throw new ConfigurationError(`${script} is not there: \`npm run build\` makes it`);
  }
  const args = [script, 'up', ...flags, ...keptFlags(settings)];
  const system = currentSystem(session.environment.env);
  return systemService(system, { node: process.execPath, args }, settings.values.home);
}

/** @throws ConfigurationError for a name that could not be started now; a database that is down is only told. */
async function checkNames(session: Session, only: readonly string[]): Promise<void> {
  if (only.length === 0) return;
  try {
    await session.withStores(async ({ accounts }) => requireOnly(only, await accounts.list()));
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    session.say(
      `The names of --only are not checked: ${error.message}. One that cannot be started at login is an alarm then, and the others start.`,
    );
  }
}

async function isEnabled({ file, query }: LoginService): Promise<boolean> {
  return (await exists(file)) && (query === null || (await failureOf(query)) === null);
}

async function firstFailure(calls: readonly ProgramCall[]): Promise<string | null> {
  for (const call of calls) {
    const failure = await failureOf(call);
    if (failure !== null) return failure;
  }
  return null;
}

/** @returns what went wrong, in one line; null when it succeeded */
async function failureOf({ file, args }: ProgramCall): Promise<string | null> {
  try {
    await run(file, [...args], { timeout: TIMEOUT_MS, windowsHide: true });
    return null;
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: unknown };
    const called = `\`${[file, ...args].join(' ')}\``;
    if (code === 'ENOENT') return `${called} cannot run: this system has no ${file}`;
    const told = typeof stderr === 'string' ? (stderr.trim().split(/\r?\n/).at(-1) ?? '') : '';
    return `${called} failed${told === '' ? '' : `: ${told}`}`;
  }
}

function described({ file, register, text, title }: LoginService): string {
  const calls = register.map((call) => `  ${[call.file, ...call.args].join(' ')}`);
  return [
    `${title}: this file belongs to ${file}`,
    '',
    withoutMark(text).trimEnd(),
    '',
    'It is registered with:',
    ...calls,
  ].join('\n');
}
