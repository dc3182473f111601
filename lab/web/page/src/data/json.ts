const STRING_OR_LONG_NUMBER = /"(?:[^"\\]+|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;
const LONG = /\d{16}/;

/**
 * JSON.parse, but whole numbers that a double cannot hold become texts of their digits: a hash is 64
 * bits, and a probe sequence of a rounded one would be wrong.
 */
export function parseJson<T>(text: string): T {
  const exact = (found: string): string =>
    found.startsWith('"') || Number.isSafeInteger(Number(found)) ? found : `"${found}"`;
  return JSON.parse(LONG.test(text) ? text.replace(STRING_OR_LONG_NUMBER, exact) : text) as T;
}
