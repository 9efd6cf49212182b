import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import type { LargeBodies } from "../../dead-letters/application/ports/large-bodies.ts";
import { createS3LargeBodies } from "./dead-letter-bodies.ts";

/** Client and store together, so that a bundle that loads this lazily holds no more of the SDK than it uses. */
export function connectLargeBodies(bucket: string, client: S3ClientConfig): LargeBodies {
  return createS3LargeBodies({ client: new S3Client(client), bucket });
}
