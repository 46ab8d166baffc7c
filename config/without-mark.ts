/** A text file's content without the byte order mark that Windows' editors and PowerShell may begin it with. */
export function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}
