import { readdirSync } from "node:fs";
import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { createS3Store } from "../../../../local/aws/s3/store.ts";
import { startAwsServer } from "../../../../local/aws/server.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { CREDENTIALS } from "../support.ts";

const Bucket = "bodies";

async function aBucket(options: { forcePathStyle?: boolean } = {}) {
  const dir = temporaryFolder();
  const s3 = createS3Store({ dir });
  s3.ensureBucket(Bucket);
  const server = await startAwsServer({ port: 0, services: [], s3, dynamodbEndpoint: "http://127.0.0.1:1" });
  const client = new S3Client({ ...CREDENTIALS, endpoint: server.url, forcePathStyle: options.forcePathStyle ?? true });
  onTestFinished(async () => {
    client.destroy();
    await server.close();
    s3.close();
  });
  return { client, dir, s3, ...server };
}

it("gives back what was put, with its type and metadata", async () => {
  const { client } = await aBucket();
  const Key = "inbound/2026/11/文件 (1)+%.txt";
  const { ETag } = await client.send(
    new PutObjectCommand({ Bucket, Key, Body: "你好", ContentType: "text/plain", Metadata: { appid: "wx_1" } }),
  );
  expect(ETag).toBe('"7eca689f0d3389d9dea66ae112e5cfd7"');
  const got = await client.send(new GetObjectCommand({ Bucket, Key }));
  expect(await got.Body?.transformToString()).toBe("你好");
  expect(got).toMatchObject({ ETag, ContentType: "text/plain", ContentLength: 6, Metadata: { appid: "wx_1" } });
  const head = await client.send(new HeadObjectCommand({ Bucket, Key }));
  expect(head).toMatchObject({ ETag, ContentLength: 6 });
  const part = await client.send(new GetObjectCommand({ Bucket, Key, Range: "bytes=3-5" }));
  expect(await part.Body?.transformToString()).toBe("好");
});

it("decodes the chunks and trailers of a streamed upload", async () => {
  const { client } = await aBucket();
  const body = Buffer.alloc(300_000, "0123456789\r\n");
  await client.send(
    new PutObjectCommand({ Bucket, Key: "big", Body: Readable.from([body]), ContentLength: body.length }),
  );
  const got = await client.send(new GetObjectCommand({ Bucket, Key: "big" }));
  expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
});

it("refuses a body that does not match its checksum", async () => {
  const { url } = await aBucket();
  const answer = await fetch(`${url}/${Bucket}/k`, {
    method: "PUT",
    headers: { "x-amz-checksum-crc32": "AAAAAA==" },
    body: "text",
  });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain("<Code>BadDigest</Code>");
});

it("lists by prefix and delimiter, in pages", async () => {
  const { client } = await aBucket();
  for (const Key of ["a/1", "a/2", "a/b/3", "b", "中/文", "a&b <c>"]) {
    await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  }
  const folders = await client.send(new ListObjectsV2Command({ Bucket, Delimiter: "/" }));
  expect(folders.CommonPrefixes?.map((prefix) => prefix.Prefix)).toEqual(["a/", "中/"]);
  expect(folders.Contents?.map((object) => object.Key)).toEqual(["a&b <c>", "b"]);

  const keys: (string | undefined)[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket, Prefix: "a", MaxKeys: 1, Delimiter: "/", ContinuationToken }),
    );
    keys.push(...(page.Contents ?? []).map((object) => object.Key));
    keys.push(...(page.CommonPrefixes ?? []).map((prefix) => prefix.Prefix));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  expect(keys).toEqual(["a&b <c>", "a/"]);
});

it("deletes one, many, and what is not there", async () => {
  const { client } = await aBucket();
  for (const Key of ["a", "b", "<&>"]) await client.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
  await client.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
  await client.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
  await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "b" }, { Key: "<&>" }] } }));
  expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
});

it("names what is missing", async () => {
  const { client } = await aBucket();
  await expect(client.send(new GetObjectCommand({ Bucket, Key: "none" }))).rejects.toBeInstanceOf(NoSuchKey);
  await expect(client.send(new HeadObjectCommand({ Bucket, Key: "none" }))).rejects.toMatchObject({ name: "NotFound" });
  await expect(client.send(new HeadBucketCommand({ Bucket: "none" }))).rejects.toMatchObject({ name: "NotFound" });
  await client.send(new HeadBucketCommand({ Bucket }));
  expect((await client.send(new ListBucketsCommand({}))).Buckets?.map((bucket) => bucket.Name)).toEqual([Bucket]);
});

it("takes any key without leaving its folder", async () => {
  const dir = temporaryFolder();
  const s3 = createS3Store({ dir });
  onTestFinished(() => s3.close());
  s3.ensureBucket(Bucket);
  const before = readdirSync(dir).sort();
  const keys = fc.oneof(
    fc.constantFrom("../../x", "/etc/passwd", "..", ".", "a//b", "C:\\x", "\u0000"),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
  );
  fc.assert(
    fc.property(keys, fc.uint8Array({ maxLength: 100 }), (key, body) => {
      s3.put(Bucket, key, body);
      expect(Buffer.from(s3.get(Bucket, key).body).equals(Buffer.from(body))).toBe(true);
    }),
  );
  expect(readdirSync(dir).sort()).toEqual(before);
});

it("keeps dots in a key that comes by HTTP", async () => {
  const { url, s3 } = await aBucket();
  await fetch(`${url}/${Bucket}/a%2F..%2F..%2Fb`, { method: "PUT", body: "x" });
  expect(s3.head(Bucket, "a/../../b").size).toBe(1);
});
