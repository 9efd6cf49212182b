import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";

const secretSchema = z.object({
  value: z.string(),
  description: z.string().optional(),
  versionId: z.string().default("AWSCURRENT"),
  /** Epoch seconds. */
  createdAt: z.number().default(0),
  changedAt: z.number().default(0),
});
const fileSchema = z.record(z.string(), secretSchema);

export type Secret = z.infer<typeof secretSchema>;
/** All secrets by name. */
export type Secrets = Readonly<Record<string, Secret>>;

/** A JSON file of secrets, readable by its owner only. */
export type SecretsFile = { read(): Secrets; write(secrets: Secrets): void };

/** The file is read at every call, and replaced as a whole by every write. */
export function createSecretsFile(path: string): SecretsFile {
  return {
    read: () => (existsSync(path) ? fileSchema.parse(JSON.parse(readFileSync(path, "utf8"))) : {}),
    write(secrets) {
      mkdirSync(dirname(path), { recursive: true });
      const next = `${path}.${randomUUID()}.tmp`;
      writeFileSync(next, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flush: true });
      renameSync(next, path);
    },
  };
}
