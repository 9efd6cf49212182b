import { DeleteObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { LargeBodies } from "../../dead-letters/application/ports/large-bodies.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { translateS3Error } from "./errors.ts";
import { readObject } from "./read-object.ts";

/** Bodies of dead letters that are too large for a row, as objects in the bodies bucket. */
export function createS3LargeBodies(deps: { readonly client: S3Client; readonly bucket: string }): LargeBodies {
  const { client, bucket } = deps;
  return {
    async put(key, body) {
      const object = { Bucket: bucket, Key: key, Body: Buffer.from(body), ContentType: "text/plain; charset=utf-8" };
      try {
        await client.send(new PutObjectCommand(object));
      } catch (cause) {
        throw translateS3Error("the body of a dead letter could not be written to the bodies bucket", key, cause);
      }
    },

    async get(key) {
      try {
        return await readObject(client, bucket, key);
      } catch (error) {
        if (error instanceof AppError && error.code === "not-found") return undefined;
        throw error;
      }
    },

    async remove(key) {
      try {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
      } catch (cause) {
        throw translateS3Error("the body of a dead letter could not be removed from the bodies bucket", key, cause);
      }
    },
  };
}
