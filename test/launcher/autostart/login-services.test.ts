import { expect, test } from 'vitest';
import type { LoginProgram } from '../../../launcher/autostart/login-service.ts';
import { agentPlist } from '../../../launcher/autostart/launch-agent.ts';
import { unitText } from '../../../launcher/autostart/systemd-unit.ts';
import { systemService, type LoginSystem } from '../../../launcher/autostart/system-service.ts';
import { quoted, taskXml } from '../../../launcher/autostart/task-scheduler.ts';

const PROGRAM: LoginProgram = {
  node: String.raw`C:\Program Files\nodejs\node.exe`,
  args: [String.raw`C:\Users\Max & Co\lockstep\dist\launcher\main.js`, 'up', '--only', '100% "$x"'],
  user: String.raw`DESK<1>\max`,
  logFile: '/logs/a&b.log',
};

const SYSTEM: LoginSystem = {
  platform: 'linux',
  env: {},
  home: '/home/max',
  userName: 'max',
  userId: 501,
};

test('a task never ends by itself, runs on batteries, is one alone and starts again after a failure', () => {
  const xml = taskXml(PROGRAM);
  expect(xml).toContain('<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>');
  expect(xml).toContain('<DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>');
  expect(xml).toContain('<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>');
  expect(xml).toContain('<MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>');
  expect(xml).toMatch(
    /<RestartOnFailure>\s*<Interval>PT1M<\/Interval>\s*<Count>255<\/Count>\s*<\/RestartOnFailure>/,
  );
  expect(xml).toContain('<LogonType>InteractiveToken</LogonType>');
  expect(xml).toContain('<Hidden>true</Hidden>');
});

test('a task names its user in trigger and principal, and its command with everything escaped', () => {
  const xml = taskXml(PROGRAM);
  expect(xml.match(/<UserId>DESK&lt;1&gt;\\max<\/UserId>/g)).toHaveLength(2);
  expect(xml).toContain('<Command>conhost.exe</Command>');
  expect(xml).toContain(
    String.raw`<Arguments>--headless &quot;C:\Program Files\nodejs\node.exe&quot; &quot;C:\Users\Max &amp; Co\lockstep\dist\launcher\main.js&quot; up --only &quot;100% \&quot;$x\&quot;&quot;</Arguments>`,
  );
  expect(xml.split('\r\n')).toHaveLength(xml.split('\n').length);
});

test.each([
  ['up', 'up'],
  ['', '""'],
  ['two words', '"two words"'],
  [String.raw`C:\ends in a slash\ `.trim(), String.raw`"C:\ends in a slash\\"`],
  ['say "no"', String.raw`"say \"no\""`],
  [String.raw`a\"b`, String.raw`"a\\\"b"`],
])('the argument %s is written as %s on a Windows command line', (argument, expected) => {
  expect(quoted(argument)).toBe(expected);
});

test('a unit is started at login and after a failure, its words quoted and specifiers doubled', () => {
  const text = unitText({ ...PROGRAM, node: '/opt/my node/node' });
  expect(text).toContain('ExecStart="/opt/my node/node" ');
  expect(text).toContain(String.raw`"up" "--only" "100%% \"$$x\""`);
  expect(text).toContain('Restart=on-failure');
  expect(text).toContain('WantedBy=default.target');
});

test('an agent is started at login and after a failure, its words escaped', () => {
  const text = agentPlist(PROGRAM);
  expect(text).toContain('<string>100% &quot;$x&quot;</string>');
  expect(text).toContain('<string>/logs/a&amp;b.log</string>');
  expect(text).toMatch(/<key>RunAtLoad<\/key>\s*<true\/>/);
  expect(text).toMatch(/<key>SuccessfulExit<\/key>\s*<false\/>/);
});

test('each system has its service and place', () => {
  const start = { node: 'node', args: ['up'] };
  const service = (system: Partial<LoginSystem>) =>
    systemService({ ...SYSTEM, ...system }, start, '/data');
  expect(service({})).toMatchObject({
    title: 'systemd (user)',
    file: '/home/max/.config/systemd/user/lockstep.service',
    encoding: 'utf8',
  });
  expect(service({ env: { XDG_CONFIG_HOME: '/etc/max' } }).file).toBe(
    '/etc/max/systemd/user/lockstep.service',
  );
  expect(service({ platform: 'darwin', home: '/Users/max' })).toMatchObject({
    file: '/Users/max/Library/LaunchAgents/lockstep.launcher.plist',
    register: [{ file: 'launchctl', args: ['enable', 'gui/501/lockstep.launcher'] }],
  });
  const windows = service({ platform: 'win32', env: { USERDOMAIN: 'DESK' } });
  expect(windows).toMatchObject({ file: '/data/lockstep-task.xml', encoding: 'utf16le' });
  expect(windows.text).toMatch(/^\uFEFF<\?xml/);
  expect(windows.text).toContain(String.raw`<UserId>DESK\max</UserId>`);
  expect(windows.otherwise).toContain('shell:startup');
});
