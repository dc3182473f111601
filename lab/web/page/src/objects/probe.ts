const PERTURB_SHIFT = 5n;
const UNSIGNED = (1n << 64n) - 1n;

/** A hash as its digits; null where it is none. */
export function hashOf(digits: string): bigint | null {
  return /^-?\d{1,20}$/.test(digits) ? BigInt(digits) : null;
}

/**
 * The slots of a dict's index table that a lookup of `hash` visits, in their order: Objects/dictobject.c,
 * lookdict_index. Ends at the slot that holds `entry`, at an empty one, or after `most`.
 */
export function probeDict(hash: bigint, slots: readonly number[], entry: number, most = 64): number[] {
  const mask = BigInt(slots.length - 1);
  let perturb = hash & UNSIGNED;
  let i = perturb & mask;
  const visited: number[] = [];
  while (visited.length < most && slots.length > 0) {
    const slot = Number(i);
    visited.push(slot);
    if (slots[slot] === entry || slots[slot] === -1) break;
    perturb >>= PERTURB_SHIFT;
    i = (i * 5n + perturb + 1n) & mask;
  }
  return visited;
}

const LINEAR_PROBES = 9;

/**
 * The same of a set: after each slot the nine that follow are looked at, where the table reaches that
 * far (Objects/setobject.c, set_lookkey). @param at the slot that is looked for
 */
export function probeSet(
  hash: bigint,
  mask: number,
  at: number,
  isEmpty: (slot: number) => boolean,
  most = 128,
): number[] {
  const wide = BigInt(mask);
  let perturb = hash & UNSIGNED;
  let i = perturb & wide;
  const visited: number[] = [];
  while (visited.length < most) {
    const first = Number(i);
    const last = first + (first + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0);
    for (let slot = first; slot <= last; ++slot) {
      visited.push(slot);
      if (slot === at || isEmpty(slot)) return visited;
    }
    perturb >>= PERTURB_SHIFT;
    i = (i * 5n + 1n + perturb) & wide;
  }
  return visited;
}
