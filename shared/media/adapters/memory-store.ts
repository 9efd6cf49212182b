import type { MediaStore } from "../application/ports/store.ts";

/** Files in memory; their links name them and lead nowhere. */
export function createMemoryMediaStore(): MediaStore {
  const files = new Map<string, { bytes: number; contentType: string }>();
  return {
    async find(key) {
      return files.get(key);
    },
    async put(key, body, contentType) {
      files.set(key, { bytes: body.byteLength, contentType });
    },
    async link(key, seconds) {
      return `https://bodies.invalid/${key}?for=${seconds}`;
    },
  };
}
