/** What stops an MQL5 program at once; MT5 writes it to the journal and removes the program. */
export class CriticalError extends Error {
  override readonly name = 'CriticalError';
  /** Where in the MQL5 source it happened, if known: `file(line,col)`. */
  place = '';
}
