/** What of the chaos tests needs another system than this one: the reason is printed where tests are skipped. */

/** Whether a process can be stopped in the middle and go on later (SIGSTOP). */
export const canStop = has(
  process.platform !== 'win32',
  'Windows cannot stop a process for a while',
);

function has(isPossible: boolean, reason: string): boolean {
  if (!isPossible) process.stderr.write(`\n*** SKIPPED: ${reason} ***\n\n`);
  return isPossible;
}
