import type { DictStructure } from "./structure";

const BITS = (1n << 64n) - 1n;

/** The sum behind each step of a probe, as CPython does it. */
export function probeSums(hash: bigint, structure: DictStructure, visited: readonly number[]): string[] {
  const mask = structure.slots.length - 1;
  let perturb = hash & BITS;
  return visited.map((slot, i) => {
    if (i === 0) return `hash & ${mask} = ${slot}`;
    perturb >>= 5n;
    return `(${visited[i - 1]} × 5 + ${short(perturb)} + 1) & ${mask} = ${slot}`;
  });
}

function short(value: bigint): string {
  const digits = value.toString();
  return digits.length > 9 ? `0x${value.toString(16)}` : digits;
}
