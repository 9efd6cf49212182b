import type { S3ClientConfig } from "@aws-sdk/client-s3";
import type { LargeBodies } from "../../dead-letters/application/ports/large-bodies.ts";

/** Large bodies of dead letters, whose client is loaded at the first one: most containers never see one. */
export function createLazyLargeBodies(deps: { readonly bucket: string; readonly client: S3ClientConfig }): LargeBodies {
  let store: Promise<LargeBodies> | undefined;
  const open = () => {
    store ??= connect(deps);
    return store;
  };
  return {
    put: async (key, body) => (await open()).put(key, body),
    get: async (key) => (await open()).get(key),
    remove: async (key) => (await open()).remove(key),
  };
}

async function connect({ bucket, client }: { bucket: string; client: S3ClientConfig }): Promise<LargeBodies> {
  const { connectLargeBodies } = await import("./connect-dead-letter-bodies.ts");
  return connectLargeBodies(bucket, client);
}
