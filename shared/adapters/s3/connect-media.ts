import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import type { MediaStore } from "../../media/application/ports/store.ts";
import { createS3MediaStore } from "./media-store.ts";

/** Client and store together, so that a bundle that loads this lazily holds no more of the SDK than it uses. */
export function connectMediaStore(bucket: string, client: S3ClientConfig, clock: Pick<Clock, "now">): MediaStore {
  return createS3MediaStore({ client: new S3Client(client), bucket, clock });
}
