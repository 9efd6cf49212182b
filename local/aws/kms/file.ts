import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";

const keySchema = z.object({
  /** 32 bytes, base64. */
  material: z.string(),
  description: z.string().default(""),
  /** Epoch seconds. */
  createdAt: z.number(),
});
const fileSchema = z.record(z.string(), keySchema);

export type MasterKey = z.infer<typeof keySchema>;
/** All keys by their ids. */
export type MasterKeys = Readonly<Record<string, MasterKey>>;

/** A JSON file of keys, readable by its owner only. Without it nothing opens that was sealed under them. */
export type KeysFile = { read(): MasterKeys; ensure(id: string, about: Omit<MasterKey, "material">): void };

/** The file is read at every call, and replaced as a whole by every write. */
export function createKeysFile(path: string): KeysFile {
  const read = () => (existsSync(path) ? fileSchema.parse(JSON.parse(readFileSync(path, "utf8"))) : {});
  return {
    read,
    ensure(id, about) {
      const keys = read();
      if (Object.hasOwn(keys, id)) return;
      const key = { material: randomBytes(32).toString("base64"), ...about };
      mkdirSync(dirname(path), { recursive: true });
      const next = `${path}.${randomUUID()}.tmp`;
      writeFileSync(next, `${JSON.stringify({ ...keys, [id]: key }, null, 2)}\n`, { mode: 0o600, flush: true });
      renameSync(next, path);
    },
  };
}
