import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import type { BodyStore } from "../../inbound/application/ports/body-store.ts";
import { createS3BodyStore } from "./body-store.ts";

/** Client and store together, so that a bundle that loads this lazily holds no more of the SDK than it uses. */
export function connectBodyStore(bucket: string, client: S3ClientConfig): BodyStore {
  return createS3BodyStore({ client: new S3Client(client), bucket });
}
