import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import * as z from "zod";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { MediaStore } from "../../media/application/ports/store.ts";
import { isShownInPlace } from "../../media/domain/type.ts";
import { translateS3Error } from "./errors.ts";
import { presignGet } from "./presign.ts";

const requestSchema = z.object({
  protocol: z.string(),
  hostname: z.string(),
  port: z.number().optional(),
  path: z.string(),
});

/**
 * A role without `s3:ListBucket` is told 403, not 404, of what is not there. Source: HeadObject in the S3 API
 * reference.
 */
const ABSENT: ReadonlySet<number | undefined> = new Set([403, 404]);

/** Received files in the bodies bucket. */
export function createS3MediaStore(deps: {
  readonly client: S3Client;
  readonly bucket: string;
  readonly clock: Pick<Clock, "now">;
}): MediaStore {
  const { client, bucket, clock } = deps;
  return {
    async find(key) {
      try {
        const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        return { bytes: head.ContentLength ?? 0, contentType: head.ContentType ?? "application/octet-stream" };
      } catch (cause) {
        if (cause instanceof S3ServiceException && ABSENT.has(cause.$metadata.httpStatusCode)) return undefined;
        throw translateS3Error("a file could not be looked for in the bodies bucket", key, cause);
      }
    },

    async put(key, body, contentType) {
      const object = { Bucket: bucket, Key: key, Body: body, ContentType: contentType };
      const disposition = isShownInPlace(contentType) ? {} : { ContentDisposition: "attachment" };
      try {
        await client.send(new PutObjectCommand({ ...object, ...disposition }));
      } catch (cause) {
        throw translateS3Error("a file could not be written to the bodies bucket", key, cause);
      }
    },

    async link(key, seconds) {
      const { region, credentials } = client.config;
      return presignGet(await locate(client, bucket, key), {
        credentials: await credentials(),
        region: await region(),
        at: clock.now(),
        seconds,
      });
    },
  };
}

/** Where the client would read an object: asked of the client itself, which knows endpoints and partitions. */
async function locate(client: S3Client, bucket: string, key: string): Promise<URL> {
  let located: URL | undefined;
  const command = new GetObjectCommand({ Bucket: bucket, Key: key });
  command.middlewareStack.add(
    () =>
      async ({ request }) => {
        const { protocol, hostname, port, path } = requestSchema.parse(request);
        located = new URL(`${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`);
        return { response: undefined, output: { $metadata: {} } };
      },
    { step: "build", priority: "low" },
  );
  await client.send(command);
  if (!located) throw new AppError("internal", "the S3 client built no request for an object", { details: { key } });
  return located;
}
