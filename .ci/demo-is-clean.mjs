// Reads a demo's output and fails unless its last line is a report without a mismatch or a double.
import { readFileSync } from 'node:fs';

const [file] = process.argv.slice(2);
const report = JSON.parse(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1));
const isClean = report.mismatches === 0 && report.doubles === 0 && report.copies > 0;
process.stdout.write(
  `${isClean ? 'the demo is clean' : `the demo is not clean: ${JSON.stringify(report)}`}\n`,
);
process.exitCode = isClean ? 0 : 1;
