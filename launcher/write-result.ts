/** Writes what a command made into the file that its user named. */
import { writeFile } from 'node:fs/promises';
import { ConfigurationError } from '../domain/errors.ts';

/**
 * @param what the file's content, for the message.
 * @param mode for whom it is; everybody when absent.
 * @throws ConfigurationError when the file cannot be written.
 */
export async function writeResult(
  what: string,
  file: string,
  text: string,
  mode?: number,
): Promise<void> {
  try {
    await writeFile(file, text, mode === undefined ? {} : { mode });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(
      `${what} cannot be written to ${file}: ${why}: name a file in a folder that is there and that you may write`,
      { cause },
    );
  }
}
