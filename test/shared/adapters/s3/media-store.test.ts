import { S3Client } from "@aws-sdk/client-s3";
import { expect, it, onTestFinished } from "vitest";
import { createS3Store } from "../../../../local/aws/s3/store.ts";
import { startAwsServer } from "../../../../local/aws/server.ts";
import { createLazyMediaStore } from "../../../../shared/adapters/s3/lazy-media-store.ts";
import { createS3MediaStore } from "../../../../shared/adapters/s3/media-store.ts";
import { CREDENTIALS } from "../../../local/aws/support.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const KEY = "media/wx_app_1/0a1b";
const bucket = "bodies";

async function aStore(changes: { bucket?: string; endpoint?: string } = {}) {
  const clock = fakeClock();
  const s3 = createS3Store({ dir: temporaryFolder(), clock });
  s3.ensureBucket(bucket);
  const server = await startAwsServer({ port: 0, services: [], s3, dynamodbEndpoint: "http://127.0.0.1:1" });
  const config = { ...CREDENTIALS, endpoint: changes.endpoint ?? server.url, maxAttempts: 1 };
  const client = new S3Client(config);
  onTestFinished(async () => {
    client.destroy();
    await server.close();
    s3.close();
  });
  return { clock, s3, config, store: createS3MediaStore({ client, bucket: changes.bucket ?? bucket, clock }) };
}

it("finds what was put, and nothing where nothing was put", async () => {
  const { store } = await aStore();
  expect(await store.find(KEY)).toBeUndefined();
  await store.put(KEY, Buffer.from("GIF89a"), "image/gif");
  expect(await store.find(KEY)).toEqual({ bytes: 6, contentType: "image/gif" });
});

it("gives links that lead to the file until their time is over", async () => {
  const { store, clock } = await aStore();
  await store.put(KEY, Buffer.from("GIF89a"), "image/gif");
  const link = await store.link(KEY, 900);
  const answer = await fetch(link);
  expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([
    200,
    "image/gif",
    "GIF89a",
  ]);
  clock.advance(900_000);
  expect((await fetch(link)).status).toBe(200);
  clock.advance(1000);
  const late = await fetch(link);
  expect([late.status, await late.text()]).toEqual([403, expect.stringContaining("Request has expired")]);
});

it("has browsers download what could hold scripts", async () => {
  const { store } = await aStore();
  await store.put(KEY, Buffer.from("<script>"), "text/html");
  const answer = await fetch(await store.link(KEY, 900));
  expect(answer.headers.get("content-disposition")).toBe("attachment");
});

it("links to where AWS has the bucket, in each partition", async () => {
  const locate = async (region: string) => {
    const client = new S3Client({ ...CREDENTIALS, region });
    onTestFinished(() => client.destroy());
    return new URL(await createS3MediaStore({ client, bucket, clock: fakeClock() }).link(KEY, 60));
  };
  expect((await locate("eu-west-1")).href).toMatch(`https://bodies.s3.eu-west-1.amazonaws.com/${KEY}?X-Amz-`);
  expect((await locate("cn-north-1")).host).toBe("bodies.s3.cn-north-1.amazonaws.com.cn");
});

it("says when S3 is away, or refuses", async () => {
  const away = await aStore({ endpoint: "http://127.0.0.1:1" });
  for (const call of [away.store.find(KEY), away.store.put(KEY, Buffer.alloc(1), "image/png")]) {
    await expect(call).rejects.toMatchObject({ code: "unavailable", retryable: true });
  }
  const { store } = await aStore({ bucket: "nobodys" });
  await expect(store.put(KEY, Buffer.alloc(1), "image/png")).rejects.toMatchObject({ code: "internal" });
});

it("loads its client at the first call", async () => {
  const { config, clock, s3 } = await aStore();
  const store = createLazyMediaStore({ bucket, client: config, clock });
  await store.put(KEY, Buffer.from("x"), "text/plain");
  expect(s3.head(bucket, KEY)).toMatchObject({ size: 1 });
  expect(await store.find(KEY)).toMatchObject({ bytes: 1 });
  expect(await store.link(KEY, 60)).toContain(KEY);
});
