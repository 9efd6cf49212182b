import { S3Client } from "@aws-sdk/client-s3";
import { type AwsCalls, REGION } from "./aws-calls.ts";

/** Runs `use` with a client of S3, whose XML is left to the SDK. */
export async function withS3<T>(aws: AwsCalls, use: (s3: S3Client) => Promise<T>): Promise<T> {
  const s3 = new S3Client({
    endpoint: aws.endpoint,
    region: REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: "deploy-test", secretAccessKey: "deploy-test" },
  });
  try {
    return await use(s3);
  } finally {
    s3.destroy();
  }
}
