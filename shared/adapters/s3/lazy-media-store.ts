import type { S3ClientConfig } from "@aws-sdk/client-s3";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import type { MediaStore } from "../../media/application/ports/store.ts";

/** The bodies bucket's files, whose client is loaded at the first one: few calls of the API want a file. */
export function createLazyMediaStore(deps: {
  readonly bucket: string;
  readonly client: S3ClientConfig;
  readonly clock: Pick<Clock, "now">;
}): MediaStore {
  let store: Promise<MediaStore> | undefined;
  const open = () => {
    store ??= connect(deps);
    return store;
  };
  return {
    find: async (key) => (await open()).find(key),
    put: async (key, body, contentType) => (await open()).put(key, body, contentType),
    link: async (key, seconds) => (await open()).link(key, seconds),
  };
}

async function connect({ bucket, client, clock }: Parameters<typeof createLazyMediaStore>[0]): Promise<MediaStore> {
  const { connectMediaStore } = await import("./connect-media.ts");
  return connectMediaStore(bucket, client, clock);
}
