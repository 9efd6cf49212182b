import type { createMediaPorts } from "../../../../functions/api/media/ports.ts";
import { createMemoryMediaStore } from "../../../../shared/media/adapters/memory-store.ts";

export function memoryMediaPorts(): ReturnType<typeof createMediaPorts> {
  return {
    mediaSource: { locate: async () => "https://cdn.example.com/1" },
    media: createMemoryMediaStore(),
    fetchFile: async () => ({ body: Buffer.from("GIF89a…"), contentType: undefined }),
  };
}
