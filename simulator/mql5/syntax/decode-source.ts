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
  const littleEndian = unmarkedUtf16(bytes);
  if (littleEndian !== null) return decode(littleEndian ? bytes : swapPairs(bytes), 'utf-16le');
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
 * UTF-16 whose mark was lost: blanks, operators and Latin letters have a zero byte, always on the same
 * side. Text of one byte a letter has zeros only behind its end, if at all.
 * @returns whether it is little-endian; `null` when it is no UTF-16
 */
function unmarkedUtf16(bytes: Uint8Array): boolean | null {
  const end = Math.min(bytes.length & ~1, 1024);
  const zeros: [even: number, odd: number] = [0, 0];
  for (let i = 0; i < end; i++) if (bytes[i] === 0) zeros[i & 1 ? 1 : 0]++;
  const [even, odd] = zeros;
  const more = Math.max(even, odd);
  const oneSided = Math.min(even, odd) * 4 <= more;
  return more >= 2 && more * 10 >= end && oneSided ? odd > even : null;
}
