import { GetObjectCommand, NoSuchKey, type S3Client } from "@aws-sdk/client-s3";
import { AppError } from "../../kernel/domain/errors.ts";
import { translateS3Error } from "./errors.ts";

/** An object of the bodies bucket as text. Throws `not-found` for a key that is not there, else as every call of S3. */
export async function readObject(client: S3Client, bucket: string, key: string): Promise<string> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await Body?.transformToString("utf-8")) ?? "";
  } catch (cause) {
    if (cause instanceof NoSuchKey) {
      throw new AppError("not-found", `the bodies bucket has no '${key}'`, { cause, details: { key } });
    }
    throw translateS3Error("a message could not be read from the bodies bucket", key, cause);
  }
}
