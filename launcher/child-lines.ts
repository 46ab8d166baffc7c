/** What children write becomes part of the launcher's own output. */
import type { Logger } from '../config/logger.ts';
import type { ChildSpec } from './child-spec.ts';

const LONGEST_LINE = 16_384;

/**
 * @param write takes a line of JSON with its line feed, as the logger writes it.
 * @param log for lines that are not of the log: a crash, a library's remark.
 */
export function childLines(
  write: (line: string) => void,
  log: Logger,
): (spec: ChildSpec, line: string) => void {
  return (spec, line) => {
    const text = line.slice(0, LONGEST_LINE);
    if (isLogLine(text)) write(`${text}\n`);
    else if (text.trim() !== '') {
      const { role, account } = spec;
      // A simulated terminal names itself; the log line does already.
      const words = text.replace(`${role} "${account.name}": `, '');
      log.child({ node: spec.id, role, account: account.name }).info(words);
    }
  };
}

function isLogLine(line: string): boolean {
  if (!line.startsWith('{"level":')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    // Cut off in the middle, by a crash or by its length: shown as text.
    return false;
  }
}
