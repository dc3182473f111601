import type { LabRecord } from "../data/protocol";
import type { Session } from "../run/session";
import { layoutOf, type Field } from "./layout";

/** Layouts of watched objects: they stand in the first structure of each watch only. */
export class Layouts {
  private readonly kept = new Map<string, Field[]>();

  constructor(private readonly session: Session) {}

  forget(): void {
    this.kept.clear();
  }
  async of(name: string, structure: LabRecord): Promise<Field[]> {
    const own = layoutOf(structure);
    if (own.length > 0) return own;
    const isOf = (record: LabRecord): boolean => record.fields.object === name;
    const { session } = this;
    const watch = await session.next(structure.n, true, { name: "object.watch", text: name }, isOf);
    const key = `${name}\n${watch?.n ?? -1}`;
    let kept = this.kept.get(key);
    if (!kept) {
      const first = await session.next(watch?.n ?? 0, false, { name: "structure", text: name }, isOf);
      kept = layoutOf(first);
      this.kept.set(key, kept);
    }
    return kept;
  }
}
