/**
 * Windows: a task of the Task Scheduler, started when the user logs on, in his own session because
 * terminals need a desktop. The schema is Microsoft's Task Scheduler Schema 1.2.
 */
import path from 'node:path';
import { xmlText, type LoginProgram, type LoginService } from './login-service.ts';

const TASK = 'Lockstep';

/** @param folder the data folder: the file is kept there, the scheduler has its own copy. */
export function taskScheduler(program: LoginProgram, folder: string): LoginService {
  const file = path.join(folder, 'lockstep-task.xml');
  return {
    title: 'Windows Task Scheduler',
    file,
    // The byte order mark tells schtasks the encoding that the first line names.
    text: `\uFEFF${taskXml(program)}`,
    encoding: 'utf16le',
    register: [{ file: 'schtasks.exe', args: ['/Create', '/TN', TASK, '/XML', file, '/F'] }],
    remove: [{ file: 'schtasks.exe', args: ['/Delete', '/TN', TASK, '/F'] }],
    query: { file: 'schtasks.exe', args: ['/Query', '/TN', TASK] },
    otherwise: [
      'Windows did not let this user create a task. Use the Startup folder instead:',
      '  1. Press Windows+R, type shell:startup, press Enter.',
      `  2. Make a shortcut there with the target: ${commandLine(program)}`,
      'It starts at logon too, but is not started again after a failure.',
    ].join('\n'),
  };
}

/**
 * 255 restarts are the most that the published schema allows.
 * Three settings are not the defaults because of what the defaults do: ExecutionTimeLimit ends a task
 * after 72 hours, the two battery settings keep it from starting or end it on a notebook.
 */
export function taskXml(program: LoginProgram): string {
  const [command, ...args] = windowless(program);
  const user = xmlText(program.user);
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Lockstep: copies positions between MetaTrader 5 accounts. Managed by "lockstep autostart".</Description>
    <URI>\\${TASK}</URI>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
      <UserId>${user}</UserId>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>${user}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>
    <IdleSettings>
      <StopOnIdleEnd>false</StopOnIdleEnd>
      <RestartOnIdle>false</RestartOnIdle>
    </IdleSettings>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <Enabled>true</Enabled>
    <Hidden>true</Hidden>
    <RunOnlyIfIdle>false</RunOnlyIfIdle>
    <WakeToRun>false</WakeToRun>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>4</Priority>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>255</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${xmlText(command)}</Command>
      <Arguments>${xmlText(args.map(quoted).join(' '))}</Arguments>
    </Exec>
  </Actions>
</Task>
`.replaceAll('\n', '\r\n');
}

/** Node is a console program: without a console of its own, no window stands on the desktop. */
function windowless({ node, args }: LoginProgram): readonly [string, ...string[]] {
  return ['conhost.exe', '--headless', node, ...args];
}

function commandLine(program: LoginProgram): string {
  return windowless(program).map(quoted).join(' ');
}

/** As the C runtime takes a command line apart; a backslash before a quote is doubled. */
export function quoted(argument: string): string {
  if (argument !== '' && !/[\s"]/.test(argument)) return argument;
  return `"${argument.replaceAll(/(\\*)"/g, String.raw`$1$1\"`).replace(/(\\+)$/, '$1$1')}"`;
}
