/** `npm run demo`: copies a real account on this machine, with nothing else installed. */
import { parseDemoFlags } from './flags.ts';
import { LiveTable } from './live-table.ts';
import { reportLines } from './report.ts';
import { runDemo } from './run-demo.ts';

function say(line: string): void {
  process.stdout.write(`${line.replace(/\n$/, '')}\n`);
}

const flags = await parseDemoFlags(process.argv.slice(2));
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
const { report } = await runDemo(flags, {
  say,
  table: new LiveTable(process.stdout, flags.json),
  signal: interrupted.signal,
  onReport: async ({ report: made, slaves }, home) => {
    for (const line of reportLines(made, slaves)) say(line);
    if (!flags.keep || interrupted.signal.aborted) return;
    say(`\nEverything goes on until Ctrl+C: \`lockstep status --home ${home}\``);
    await new Promise((resolve) => interrupted.signal.addEventListener('abort', resolve));
  },
});
if (flags.json) say(JSON.stringify(report));
process.exitCode = report.mismatches === 0 && report.doubles === 0 ? 0 : 1;
