/** The login service of the system that this process runs on. */
import { homedir, userInfo } from 'node:os';
import path from 'node:path';
import { launchAgent } from './launch-agent.ts';
import type { LoginProgram, LoginService } from './login-service.ts';
import { systemdUnit } from './systemd-unit.ts';
import { taskScheduler } from './task-scheduler.ts';

/** What a system's service is chosen by; the process's own where tests do not say otherwise. */
export interface LoginSystem {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's folder. */
  readonly home: string;
  readonly userName: string;
  /** −1 on Windows. */
  readonly userId: number;
}

/** This process's own. */
export function currentSystem(env: LoginSystem['env']): LoginSystem {
  const { username, uid } = userInfo();
  return {
    platform: process.platform,
    env,
    home: env['HOME'] ?? homedir(),
    userName: username,
    userId: uid,
  };
}

/** @param folder Lockstep's data folder. */
export function systemService(
  system: LoginSystem,
  start: Pick<LoginProgram, 'node' | 'args'>,
  folder: string,
): LoginService {
  const { env, home, platform, userId, userName } = system;
  const domain = env['USERDOMAIN'];
  const program = {
    ...start,
    user: domain === undefined || domain === '' ? userName : `${domain}\\${userName}`,
    logFile: path.join(folder, 'logs', 'login.log'),
  };
  switch (platform) {
    case 'win32':
      return taskScheduler(program, folder);
    case 'darwin':
      return launchAgent(program, home, userId);
    default:
      return systemdUnit(program, env['XDG_CONFIG_HOME'] ?? path.join(home, '.config'));
  }
}
