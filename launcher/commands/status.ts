/** `lockstep status`: what runs, what it does, and what is wrong. */
import type { CliCommand } from '../cli-command.ts';
import { EXIT } from '../exit-code.ts';
import { statusText } from '../status-text.ts';

/** See file header. */
export const statusCommand: CliCommand = {
  command: 'status',
  describe: 'Show processes, links, copies and standing alarms; exit code 2 while an alarm stands',
  run: async (session) => {
    const report = await session.ask({ type: 'status' });
    session.print(report, () => statusText(report, Date.now()));
    if (report.alarms.length > 0) session.exitCode = EXIT.alarm;
  },
};
