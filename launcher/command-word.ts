/** A name as it is typed into a command: in quotes where a shell would take it for two words. */
export function commandWord(name: string): string {
  return /^[\p{L}\p{N}._@:+-]+$/u.test(name) ? name : `"${name}"`;
}
