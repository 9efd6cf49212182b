import type { BodyStore } from "../application/ports.ts";
import { awsDefaults } from "./aws-defaults.ts";

/** The bodies bucket, whose client is loaded at the first large body: most containers never see one. */
export function lazyBodyStore(bucket: string): BodyStore {
  let store: Promise<BodyStore> | undefined;
  const open = () => {
    store ??= connect(bucket);
    return store;
  };
  return {
    put: async (key, message) => (await open()).put(key, message),
    get: async (ref) => (await open()).get(ref),
  };
}

async function connect(bucket: string): Promise<BodyStore> {
  const [{ S3Client }, { createS3BodyStore }] = await Promise.all([
    import("@aws-sdk/client-s3"),
    import("../adapters/s3/body-store.ts"),
  ]);
  return createS3BodyStore({ client: new S3Client({ ...awsDefaults, forcePathStyle: true }), bucket });
}
