/**
 * Puts a text that was joined of many into one piece of memory. JavaScript remembers the parts of a joined
 * text, and goes through them again for each longer text that it becomes part of; asking for a letter puts
 * them together for good.
 */
export function layOut(text: string): void {
  text.charCodeAt(0);
}
