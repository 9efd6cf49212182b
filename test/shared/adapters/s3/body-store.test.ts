import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createS3Store, type S3Store } from "../../../../local/aws/s3/store.ts";
import { startAwsServer } from "../../../../local/aws/server.ts";
import { createS3BodyStore } from "../../../../shared/adapters/s3/body-store.ts";
import { createLazyBodyStore } from "../../../../shared/adapters/s3/lazy-body-store.ts";
import { CREDENTIALS } from "../../../local/aws/support.ts";
import { anInboundText } from "../../../support/builders.ts";

const bucket = "bodies";
const large = anInboundText({ text: "你好 👋".repeat(60_000) });
const connections: (() => Promise<void> | void)[] = [];
let s3: S3Store;
let config: { endpoint: string; forcePathStyle: true; maxAttempts: 1 } & typeof CREDENTIALS;

beforeAll(async () => {
  const dir = mkdtempSync(join(tmpdir(), "wechat-fleet-bodies-"));
  s3 = createS3Store({ dir });
  s3.ensureBucket(bucket);
  const server = await startAwsServer({ port: 0, services: [], s3, dynamodbEndpoint: "http://127.0.0.1:1" });
  config = { ...CREDENTIALS, endpoint: server.url, forcePathStyle: true, maxAttempts: 1 };
  connections.push(
    () => rmSync(dir, { recursive: true, force: true }),
    () => s3.close(),
    () => server.close(),
  );
});
afterAll(async () => {
  for (const close of connections.reverse()) await close();
});

function aStore(changes: { bucket?: string; endpoint?: string } = {}) {
  const client = new S3Client({ ...config, ...(changes.endpoint ? { endpoint: changes.endpoint } : {}) });
  connections.push(() => client.destroy());
  return { client, store: createS3BodyStore({ client, bucket: changes.bucket ?? bucket }) };
}

describe("the bodies bucket", () => {
  it("gives back the message that was put, with its size in bytes", async () => {
    const { store } = aStore();
    const ref = await store.put("inbound/wx_app_1/env-1.json", large);
    expect(ref).toEqual({
      key: "inbound/wx_app_1/env-1.json",
      bytes: Buffer.byteLength(JSON.stringify(large)),
    });
    expect(await store.get(ref)).toEqual(large);
    expect(s3.head(bucket, ref.key)).toMatchObject({ size: ref.bytes, contentType: "application/json; charset=utf-8" });
  });

  it("says that a key is not there", async () => {
    const { store } = aStore();
    await expect(store.get({ key: "gone", bytes: 1 })).rejects.toMatchObject({
      code: "not-found",
      retryable: false,
      details: { key: "gone" },
    });
  });

  it.each([
    ["is not JSON", "{"],
    ["is no message", '{"kind":"text"}'],
    ["is empty", ""],
  ])("says that an object %s", async (_what, body) => {
    s3.put(bucket, "odd", Buffer.from(body));
    await expect(aStore().store.get({ key: "odd", bytes: 1 })).rejects.toMatchObject({ code: "internal" });
  });

  it("says plainly that the bucket is not there", async () => {
    const { store } = aStore({ bucket: "elsewhere" });
    await expect(store.put("a", large)).rejects.toMatchObject({ code: "internal", retryable: false });
    await expect(store.get({ key: "a", bytes: 1 })).rejects.toMatchObject({ code: "internal", retryable: false });
  });

  it("can be asked again where nobody answers", async () => {
    const { store } = aStore({ endpoint: "http://127.0.0.1:1" });
    await expect(store.put("a", large)).rejects.toMatchObject({ code: "unavailable", retryable: true });
    await expect(store.get({ key: "a", bytes: 1 })).rejects.toMatchObject({ code: "unavailable", retryable: true });
  });
});

describe("an answer of S3", () => {
  const answering = (answer: () => Promise<unknown>) => {
    const { client, store } = aStore();
    vi.spyOn(client, "send").mockImplementation(answer);
    return store.get({ key: "a", bytes: 1 });
  };
  const refusal = (status?: number) =>
    new S3ServiceException({
      name: "Refused",
      $fault: "client",
      $metadata: status === undefined ? {} : { httpStatusCode: status },
    });

  it("without a body holds no message", async () => {
    await expect(answering(async () => ({}))).rejects.toMatchObject({ code: "internal" });
  });

  it.each([
    [408, "unavailable"],
    [429, "unavailable"],
    [503, "unavailable"],
    [undefined, "unavailable"],
    [403, "internal"],
  ])("with status %s is %s", async (status, code) => {
    await expect(answering(() => Promise.reject(refusal(status)))).rejects.toMatchObject({
      code,
      retryable: code === "unavailable",
    });
  });
});

describe("the lazily connected bucket", () => {
  it("connects at the first body and serves all", async () => {
    const store = createLazyBodyStore({ bucket, client: config });
    const refs = await Promise.all(["lazy/1", "lazy/2"].map((key) => store.put(key, anInboundText({ text: key }))));
    expect(await Promise.all(refs.map((ref) => store.get(ref)))).toEqual(
      ["lazy/1", "lazy/2"].map((text) => anInboundText({ text })),
    );
  });

  it("connects once", async () => {
    const send = vi.spyOn(S3Client.prototype, "send");
    const store = createLazyBodyStore({ bucket, client: config });
    await store.put("lazy/3", anInboundText());
    await store.get({ key: "lazy/3", bytes: 1 });
    expect(new Set(send.mock.contexts).size).toBe(1);
    send.mockRestore();
  });
});
