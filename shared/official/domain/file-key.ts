import { createHash } from "node:crypto";

/** By what an uploaded file is found again: what WeChat takes it as (`image`, `voice`, `video`, `thumb`), and its URL. */
export function fileKey(kind: string, url: string): string {
  return createHash("sha256").update(`${kind}\n${url}`).digest("hex");
}
