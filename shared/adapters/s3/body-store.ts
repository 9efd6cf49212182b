import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { BodyStore } from "../../inbound/application/ports/body-store.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { inboundMessageSchema } from "../../messages/domain/inbound-message.ts";
import { translateS3Error } from "./errors.ts";
import { readObject } from "./read-object.ts";

/**
 * Messages that are too large for the queue, as JSON objects in the bodies bucket. Both calls throw `unavailable`
 * (retryable) where S3 gives no answer; reading throws `not-found` for a key that is not there and `internal` for an
 * object that holds no message.
 */
export function createS3BodyStore(deps: { readonly client: S3Client; readonly bucket: string }): BodyStore {
  const { client, bucket } = deps;
  return {
    async put(key, message) {
      const body = Buffer.from(JSON.stringify(message));
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentType: "application/json; charset=utf-8",
      });
      try {
        await client.send(command);
      } catch (cause) {
        throw translateS3Error("a message could not be written to the bodies bucket", key, cause);
      }
      return { key, bytes: body.byteLength };
    },

    async get({ key }) {
      const json = await readObject(client, bucket, key);
      try {
        return inboundMessageSchema.parse(JSON.parse(json));
      } catch (cause) {
        throw new AppError("internal", `the object '${key}' holds no message`, { cause, details: { key } });
      }
    },
  };
}
