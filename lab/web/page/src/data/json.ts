const STRING_OR_LONG_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/**
 * JSON.parse, but whole numbers that a double cannot hold become texts of their digits: a hash is 64
 * bits, and a probe sequence of a rounded one would be wrong.
 */
export function parseJson<T>(text: string): T {
  return JSON.parse(
    text.replace(STRING_OR_LONG_NUMBER, (found) =>
      found.startsWith('"') || Number.isSafeInteger(Number(found)) ? found : `"${found}"`,
    ),
  ) as T;
}
