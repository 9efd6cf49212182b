import type { S3ClientConfig } from "@aws-sdk/client-s3";
import type { BodyStore } from "../../inbound/application/ports/body-store.ts";

/** The bodies bucket, whose client is loaded at the first large body: most containers never see one. */
export function createLazyBodyStore(deps: { readonly bucket: string; readonly client: S3ClientConfig }): BodyStore {
  let store: Promise<BodyStore> | undefined;
  const open = () => {
    store ??= connect(deps);
    return store;
  };
  return {
    put: async (key, message) => (await open()).put(key, message),
    get: async (ref) => (await open()).get(ref),
  };
}

async function connect({ bucket, client }: { bucket: string; client: S3ClientConfig }): Promise<BodyStore> {
  const { connectBodyStore } = await import("./connect.ts");
  return connectBodyStore(bucket, client);
}
