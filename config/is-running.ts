/**
 * Whether a process of this id lives, whosever it is; signal 0 asks only that, on Windows too. An id that
 * was given anew is another process.
 */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It lives, but is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
