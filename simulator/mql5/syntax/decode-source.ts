/**
 * Bytes of a source file to text: MetaEditor writes UTF-16LE with a byte order mark, UTF-8 with or
 * without one, and older files in the Windows code page; line ends are CRLF, LF or CR.
 */

/** The text of a source file; what is not UTF-8 is read as Windows-1252. */
export function decodeSource(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode(wholeWords(bytes), 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return decode(swapPairs(wholeWords(bytes)), 'utf-16le');
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return decode(bytes.subarray(3), 'utf-8');
  }
  if (hasZeros(bytes, 1)) return decode(bytes, 'utf-16le');
  if (hasZeros(bytes, 0)) return decode(swapPairs(bytes), 'utf-16le');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // A comment in a national code page: only its letters are lost, never the code.
    return decode(bytes, 'windows-1252');
  }
}

/** What stands behind the mark; some editors leave half a word at the end. */
function wholeWords(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(2, bytes.length & ~1);
}

function decode(bytes: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding).decode(bytes);
}

function swapPairs(bytes: Uint8Array): Uint8Array {
  const swapped = Uint8Array.from(bytes);
  for (let i = 0; i + 1 < swapped.length; i += 2) {
    swapped[i] = bytes[i + 1] ?? 0;
    swapped[i + 1] = bytes[i] ?? 0;
  }
  return swapped;
}

/**
 * UTF-16 whose mark was lost: source text is mostly Latin letters, so every second byte is zero.
 * @param first 1 for little-endian, 0 for big-endian
 */
function hasZeros(bytes: Uint8Array, first: 0 | 1): boolean {
  const end = Math.min(bytes.length & ~1, 64);
  if (end < 4) return false;
  let zeros = 0;
  for (let i = first; i < end; i += 2) if (bytes[i] === 0) zeros++;
  return zeros * 4 >= end;
}
