import { expect, test } from 'vitest';
import { comparablePath, listingCall, systemPrograms } from '../../launcher/running-programs.ts';

test('this very program is among those that run', async ({ skip }) => {
  skip(
    process.platform === 'win32',
    'on Windows programs are listed by PowerShell, which is to be confirmed there',
  );
  const paths = await systemPrograms().paths();
  expect([...(paths ?? [])].some((file) => file.endsWith('node'))).toBe(true);
});

test('Windows knows one file by many spellings, other systems by one', () => {
  const spelt = comparablePath('C:/Program Files/Apex MT5/Terminal64.EXE', 'win32');
  expect(spelt).toBe(comparablePath('c:\\program files\\apex mt5\\terminal64.exe', 'win32'));
  expect(comparablePath('/opt/A', 'linux')).not.toBe(comparablePath('/opt/a', 'linux'));
});

test('Windows is asked by one program whose arguments hold nothing of the user', () => {
  const [program, args] = listingCall('win32');
  expect(program).toBe('powershell.exe');
  expect(args.at(-1)).toContain('Get-CimInstance -ClassName Win32_Process');
});
