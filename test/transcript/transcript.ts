/**
 * A page of the documentation that shows what commands print, kept true: its blocks are compared with what
 * the commands really print, or written from it.
 *
 * Invariants:
 * 1. A block is ```console with one `$ command` in its first line; everything else of the page is prose.
 * 2. Two outputs agree when every line that the page shows is among the real ones, numbers and widths aside.
 */

/** What one command printed. */
export interface Recorded {
  /** As the page has it behind `$ `. */
  readonly command: string;
  readonly output: string;
}

const BLOCK = /```console\n\$ (.+)\n([\s\S]*?)```/g;

/** The page's commands with the output that it shows, in their order. */
export function shownIn(page: string): readonly Recorded[] {
  return [...page.matchAll(BLOCK)].map(([, command = '', output = '']) => ({ command, output }));
}

/** The page with each block's output replaced. @throws Error when the page has another command. */
export function rewritten(page: string, recorded: readonly Recorded[]): string {
  let index = 0;
  return page.replaceAll(BLOCK, (_block, command: string) => {
    const real = recorded[index];
    index += 1;
    if (real === undefined || sameCommand(real.command) !== sameCommand(command)) {
      throw new Error(`the page has "${command}" where "${real?.command ?? 'nothing'}" was run`);
    }
    return `\`\`\`console\n$ ${real.command}\n${real.output.trim()}\n\`\`\``;
  });
}

/** Lines of the page that no real output has; empty: the page is true. */
export function untrueLines(page: string, recorded: readonly Recorded[]): readonly string[] {
  const shown = shownIn(page);
  const commands = shown.map(({ command }) => sameCommand(command));
  const run = recorded.map(({ command }) => sameCommand(command));
  if (commands.join('\n') !== run.join('\n')) {
    return [`the page's commands are ${commands.join(', ')}; run were ${run.join(', ')}`];
  }
  return shown.flatMap(({ command, output }, index) => {
    const real = new Set(linesOf(recorded[index]?.output ?? '').map(shape));
    return linesOf(output)
      .filter((line) => !real.has(shape(line)))
      .map((line) => `${command}: ${line}`);
  });
}

function linesOf(output: string): readonly string[] {
  return output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

/** Numbers, random names and the widths of columns differ from run to run; so do units of times. */
function shape(line: string): string {
  return line
    .replaceAll(/\b[\da-f]{16,}\b/g, '#')
    .replaceAll(/-?\d+(?:[.:,]\d+)*/g, '#')
    .replaceAll(/# (?:ms|s|min|h)\b/g, '# time')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
}

/** A ticket is another one every time. */
function sameCommand(command: string): string {
  return command.replaceAll(/\d{6,}/g, '#');
}
