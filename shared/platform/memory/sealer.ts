import { createSecretKey, type KeyObject, randomBytes, randomUUID } from "node:crypto";
import type { Sealer } from "../../kernel/application/ports/sealer.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { createSealer } from "../kms/sealer.ts";

/** A sealer whose data keys lie in memory: what it sealed opens as long as it is there. */
export function createMemorySealer(): Sealer {
  const keys = new Map<string, KeyObject>();
  return createSealer({
    async make(purpose) {
      const key = createSecretKey(randomBytes(32));
      const blob = Buffer.from(randomUUID()).toString("base64");
      keys.set(`${purpose} ${blob}`, key);
      return { key, blob };
    },
    async open(purpose, blob) {
      const key = keys.get(`${purpose} ${blob}`);
      if (!key) throw new AppError("internal", `no data key was made for '${purpose}' under this blob`);
      return key;
    },
  });
}
