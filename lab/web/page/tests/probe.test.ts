import { describe, expect, it } from "vitest";
import { hashOf, probeDict, probeSet } from "../src/objects/probe";

// Read from the memory of CPython 3.11.2: ten keys of one hash were put into a dict and into a set,
// so that the slots of the dict's entries in their order are the way of the probe itself.
const ONE_HASH: [string, number[], number, number[]][] = [
  ["0", [0, 1, 6, 15, 12, 13, 2, 11, 8, 9], 31, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
  ["1", [1, 6, 15, 12, 13, 2, 11, 8, 9, 14], 31, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
  ["-2", [14, 6, 7, 4, 5, 10, 3, 0, 1, 15], 31, [22, 23, 24, 25, 26, 27, 28, 29, 30, 31]],
  ["1311768467294899695", [15, 11, 6, 7, 14, 13, 4, 2, 8, 9], 31, [15, 16, 17, 18, 19, 20, 21, 22, 23, 24]],
  ["-1311768467294899695", [1, 6, 11, 0, 12, 13, 5, 8, 7, 4], 31, [17, 18, 19, 20, 21, 22, 23, 24, 25, 26]],
  ["2305843009213693949", [13, 1, 5, 9, 15, 12, 2, 11, 8, 14], 31, [17, 18, 19, 20, 21, 22, 23, 24, 25, 29]],
  ["-4611686018427400249", [7, 2, 14, 6, 10, 3, 0, 1, 15, 12], 31, [7, 8, 9, 10, 11, 12, 13, 14, 15, 16]],
];
// Twenty keys of unlike hashes in one dict of 32 slots.
const HASHES = [
  "5466147605252358141",
  "-8448099766859293092",
  "5357414930656998566",
  "-121453233826206269",
  "5080091673919555140",
  "-9183202733272212519",
  "-7714995167093932981",
  "5894363181151329410",
  "5855556097928019334",
  "-8539325011804567428",
  "139703989263576729",
  "6993439624639967012",
  "7194935726723555487",
  "-7983079699709789251",
  "-5485596051400693142",
  "-7269021148393844873",
  "-6715776724474024531",
  "8629264419124074762",
  "3371323798107023325",
  "-1254091405038443999",
];
const SLOTS = [
  -1, 19, 7, 3, 4, -1, 2, 8, -1, -1, 14, 6, -1, 16, 11, 13, 9, 18, 10, -1, -1, -1, -1, 15, -1, 5, -1, 17, 1,
  0, -1, 12,
];

describe("the probe of a dict", () => {
  it.each(ONE_HASH)("goes the way that CPython went for hash %s", (digits, way) => {
    const slots = Array<number>(16).fill(-1);
    way.forEach((slot, entry) => {
      slots[slot] = entry;
    });
    const visited = probeDict(hashOf(digits)!, slots, way.length - 1);
    expect([...new Set(visited)]).toEqual(way);
  });

  it.each(HASHES.map((digits, entry) => [digits, entry] as const))(
    "finds the key of hash %s where CPython put it",
    (digits, entry) => {
      const visited = probeDict(hashOf(digits)!, SLOTS, entry);
      expect(visited.at(-1)).toBe(SLOTS.indexOf(entry));
      for (const slot of visited.slice(0, -1)) expect(SLOTS[slot]).toBeLessThan(entry);
    },
  );

  it("ends at an empty slot for a key that is not there", () => {
    expect(SLOTS[probeDict(5n, SLOTS, 99).at(-1)!]).toBe(-1);
  });
  it("goes on over a deleted slot", () => {
    expect(probeDict(0n, [-2, 0, -1, -1, -1, -1, -1, -1], 0)).toEqual([0, 1]);
  });
  it("ends in a table without an empty slot, and in none at all", () => {
    expect(probeDict(3n, [0, 1, 2, 3], 9, 20)).toHaveLength(20);
    expect(probeDict(3n, [], 0)).toEqual([]);
  });
});

describe("the probe of a set", () => {
  it.each(ONE_HASH)(
    "finds each of the ten keys of hash %s over taken slots only",
    (digits, _, mask, taken) => {
      const isTaken = new Set(taken);
      for (const slot of taken) {
        const visited = probeSet(hashOf(digits)!, mask, slot, (each) => !isTaken.has(each));
        expect(visited.at(-1)).toBe(slot);
        expect(visited.every((each) => isTaken.has(each))).toBe(true);
      }
    },
  );
  it("ends at an empty slot for a key that is not there", () => {
    expect(probeSet(30n, 31, -1, (slot) => slot !== 30)).toHaveLength(2);
  });
});

describe("a hash", () => {
  it("keeps all of its 64 bits", () => expect(hashOf("-9183202733272212519")).toBe(-9183202733272212519n));
  it("is no other text", () =>
    expect([hashOf(""), hashOf("0x12"), hashOf("1e5"), hashOf("9".repeat(40))]).toEqual([
      null,
      null,
      null,
      null,
    ]));
});
