/** CryptEncode and CryptDecode: base64 and the hashes; ciphers and archives fail as with a bad parameter. */
import { createHash } from 'node:crypto';
import type { Arr } from './arr.ts';
import type { Host, LibraryFunction } from './host.ts';

const BASE64 = 0;
const HASHES: Readonly<Record<number, string>> = { 4: 'sha1', 5: 'sha256', 6: 'md5' };
const ERR_INVALID_PARAMETER = 4003;

export function cryptoFunctions(host: Host): Record<string, LibraryFunction> {
  const fail = (): number => {
    host.lastError = ERR_INVALID_PARAMETER;
    return 0;
  };
  return {
    CryptEncode: (method: number, data: Arr, _key: Arr, result: Arr): number => {
      const bytes = data.bytes();
      const hash = HASHES[method];
      if (hash !== undefined) return put(result, createHash(hash).update(bytes).digest());
      if (method === BASE64) return put(result, Buffer.from(Buffer.from(bytes).toString('base64')));
      return fail();
    },
    CryptDecode: (method: number, data: Arr, _key: Arr, result: Arr): number => {
      if (method !== BASE64) return fail();
      const text = Buffer.from(data.bytes()).toString('latin1');
      return put(result, Buffer.from(text, 'base64'));
    },
  };
}

function put(result: Arr, bytes: Uint8Array): number {
  result.resize(bytes.length);
  const fitting = Math.min(bytes.length, result.data.length);
  result.setBytes(bytes.subarray(0, fitting), 0);
  return bytes.length;
}
