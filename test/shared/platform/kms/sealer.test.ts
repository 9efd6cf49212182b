import { createSecretKey, randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { expect, it } from "vitest";
import { createKmsService } from "../../../../local/aws/kms/service.ts";
import { AwsError, type AwsService } from "../../../../local/aws/service.ts";
import { createLocalClock } from "../../../../local/clock.ts";
import type { Sealed, SealPurpose } from "../../../../shared/kernel/application/ports/sealer.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import type { SealPurpose as NamedPurpose } from "../../../../shared/names.ts";
import type { DataKeys } from "../../../../shared/platform/kms/data-keys.ts";
import { connectSealer, createSealer } from "../../../../shared/platform/kms/sealer.ts";
import { createMemorySealer } from "../../../../shared/platform/memory/sealer.ts";
import { startAwsEndpoint } from "../../../support/aws-endpoint.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const KEY = { id: "11111111-2222-3333-4444-555555555555", description: "seals", aliases: [] };
const OTHER = { id: "99999999-2222-3333-4444-555555555555", description: "another", aliases: [] };
const arnOf = ({ id }: typeof KEY) => `arn:aws:kms:us-east-1:000000000000:key/${id}`;
const PLACE = "callback-keys#wx1 3";

/** KMS of the embedded cloud behind HTTP, which notes its calls; `refuse` may throw in place of an answer. */
async function aKms() {
  const calls: { action: string; input: Record<string, unknown> }[] = [];
  const world = { refuse: undefined as AwsError | undefined, calls };
  const path = `${temporaryFolder()}/keys.json`;
  const endpoint = await startAwsEndpoint(() => {
    const kms = createKmsService({ path, clock: createLocalClock(), keys: [KEY, OTHER] });
    const handle: AwsService["handle"] = async (action, input, signal) => {
      calls.push({ action, input });
      if (world.refuse) throw world.refuse;
      return kms.handle(action, input, signal);
    };
    return [{ ...kms, handle }];
  });
  const sealer = (key = KEY) =>
    connectSealer(
      {
        region: "us-east-1",
        endpoint: endpoint.url,
        credentials: { accessKeyId: "local", secretAccessKey: "local" },
        maxAttempts: 1,
      },
      arnOf(key),
    );
  return Object.assign(world, { endpoint, sealer, path });
}

/** Data keys in memory, which count what is asked of them. */
function countedKeys() {
  const keys = new Map<string, ReturnType<typeof createSecretKey>>();
  const counts = { made: 0, opened: 0 };
  const world = { counts, fails: undefined as AppError | undefined };
  const dataKeys: DataKeys = {
    async make() {
      counts.made += 1;
      if (world.fails) throw world.fails;
      const blob = `blob-${counts.made}`;
      const key = createSecretKey(randomBytes(32));
      keys.set(blob, key);
      return { key, blob };
    },
    async open(_purpose, blob) {
      counts.opened += 1;
      if (world.fails) throw world.fails;
      const key = keys.get(blob);
      if (!key) throw new AppError("internal", "no such blob");
      return key;
    },
  };
  return Object.assign(world, { dataKeys });
}

const down = () => new AppError("unavailable", "down", { retryable: true });

it("names the purposes in the infrastructure as in the port", () => {
  const both = (purpose: SealPurpose): NamedPurpose => purpose;
  const back = (purpose: NamedPurpose): SealPurpose => purpose;
  expect(both(back("callback-keys"))).toBe("callback-keys");
});

for (const [name, make] of [
  ["over KMS", async () => (await aKms()).sealer()],
  ["in memory", async () => createMemorySealer()],
] as const) {
  it(`${name} opens what it sealed, and only at its place and for its purpose`, async () => {
    const sealer = await make();
    const sealed = await sealer.seal("callback-keys", PLACE, "机密 🔑");
    expect(JSON.stringify(sealed)).not.toContain("机密");
    expect(await sealer.open("callback-keys", PLACE, sealed)).toBe("机密 🔑");
    for (const [purpose, place] of [
      ["callback-keys", "callback-keys#wx2 3"],
      ["callback-keys", "callback-keys#wx1 4"],
      ["app-secrets", PLACE],
      ["component-tokens", PLACE],
    ] as const) {
      await expect(sealer.open(purpose, place, sealed)).rejects.toMatchObject({ code: "internal", retryable: false });
    }
  });

  it(`${name} opens nothing of which a member is another one's`, async () => {
    const sealer = await make();
    const [one, two] = await Promise.all([
      sealer.seal("app-secrets", PLACE, "first"),
      sealer.seal("app-secrets", PLACE, "other"),
    ]);
    for (const member of ["iv", "text", "tag"] as const satisfies (keyof Sealed)[]) {
      const mixed = { ...one, [member]: two[member] };
      await expect(sealer.open("app-secrets", PLACE, mixed)).rejects.toMatchObject({ code: "internal" });
    }
    await expect(sealer.open("app-secrets", PLACE, { ...one, key: "bm9uZQ==" })).rejects.toMatchObject({
      code: "internal",
    });
  });
}

it("asks KMS for one data key a purpose, with the purpose as its context", async () => {
  const kms = await aKms();
  const sealer = kms.sealer();
  for (const purpose of ["callback-keys", "app-secrets"] as const) {
    await Promise.all(Array.from({ length: 20 }, (_, at) => sealer.seal(purpose, `row#${at}`, "text")));
  }
  expect(kms.calls).toEqual(
    ["callback-keys", "app-secrets"].map((purpose) => ({
      action: "GenerateDataKey",
      input: { KeyId: arnOf(KEY), KeySpec: "AES_256", EncryptionContext: { purpose } },
    })),
  );
});

it("opens in another process by one call of KMS, however many rows one data key sealed", async () => {
  const kms = await aKms();
  const writer = kms.sealer();
  const rows = await Promise.all(
    Array.from({ length: 20 }, (_, at) => writer.seal("callback-keys", `row#${at}`, `text ${at}`)),
  );
  kms.calls.length = 0;
  const reader = kms.sealer();
  const opened = await Promise.all(rows.map((row, at) => reader.open("callback-keys", `row#${at}`, row)));
  expect(opened).toEqual(rows.map((_, at) => `text ${at}`));
  expect(kms.calls).toEqual([
    {
      action: "Decrypt",
      input: { KeyId: arnOf(KEY), CiphertextBlob: rows[0]?.key, EncryptionContext: { purpose: "callback-keys" } },
    },
  ]);
});

it("opens what another key sealed as little as what it never made", async () => {
  const kms = await aKms();
  const foreign = await kms.sealer(OTHER).seal("app-secrets", PLACE, "text");
  await expect(kms.sealer().open("app-secrets", PLACE, foreign)).rejects.toMatchObject({
    code: "internal",
    details: { action: "Decrypt" },
  });
  await expect(kms.sealer().open("app-secrets", PLACE, { ...foreign, key: "%%" })).rejects.toMatchObject({
    code: "internal",
  });
});

it("is unavailable while KMS cannot be reached, and goes on when it is back", async () => {
  const kms = await aKms();
  const sealer = kms.sealer();
  const sealed = await kms.sealer().seal("app-secrets", PLACE, "text");
  kms.refuse = new AwsError("KMSInternalException", "try again", { status: 500 });
  await expect(sealer.seal("app-secrets", PLACE, "text")).rejects.toMatchObject({
    code: "unavailable",
    retryable: true,
    details: { action: "GenerateDataKey", keyArn: arnOf(KEY) },
  });
  await expect(sealer.open("app-secrets", PLACE, sealed)).rejects.toMatchObject({ code: "unavailable" });
  kms.refuse = undefined;
  expect(await sealer.open("app-secrets", PLACE, sealed)).toBe("text");
  await kms.endpoint.close();
  await expect(kms.sealer().open("app-secrets", PLACE, sealed)).rejects.toMatchObject({ code: "unavailable" });
  // What was opened before needs KMS no more.
  expect(await sealer.open("app-secrets", PLACE, sealed)).toBe("text");
});

it.each(["AccessDeniedException", "DisabledException", "KMSInvalidStateException", "NotFoundException"])(
  "waits for an operator where KMS answers %s",
  async (code) => {
    const kms = await aKms();
    kms.refuse = new AwsError(code, "no");
    await expect(kms.sealer().seal("app-secrets", PLACE, "text")).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
      message: `KMS is not available (GenerateDataKey: ${code}: no)`,
    });
  },
);

it.each([
  [{ Plaintext: "c2hvcnQ=", CiphertextBlob: "AA==" }, "KMS gave a data key that has not 32 bytes"],
  [{ CiphertextBlob: "AA==" }, "KMS gave a data key that has not 32 bytes"],
  [{ Plaintext: "c2hvcnQ=" }, "KMS gave a data key without its blob"],
])("takes no data key that is none", async (answer, message) => {
  const endpoint = await startAwsEndpoint(() => [
    { targetPrefix: "TrentService", contentType: "application/x-amz-json-1.1", handle: async () => answer },
  ]);
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const sealer = connectSealer({ region: "us-east-1", endpoint: endpoint.url, credentials, maxAttempts: 1 }, "key");
  await expect(sealer.seal("app-secrets", PLACE, "text")).rejects.toThrow(message);
  await endpoint.close();
});

it("seals with a new data key after an hour, and opens what the old one sealed", async () => {
  const keys = countedKeys();
  let now = 0;
  const sealer = createSealer(keys.dataKeys, { now: () => now });
  const first = await sealer.seal("app-secrets", PLACE, "first");
  now = 3_599_999;
  const second = await sealer.seal("app-secrets", PLACE, "second");
  now = 3_600_000;
  const third = await sealer.seal("app-secrets", PLACE, "third");
  expect([first.key, second.key, third.key]).toEqual(["blob-1", "blob-1", "blob-2"]);
  expect(await sealer.open("app-secrets", PLACE, first)).toBe("first");
});

it("asks again after a failure, and does not keep it", async () => {
  const keys = countedKeys();
  const sealer = createSealer(keys.dataKeys);
  keys.fails = down();
  await expect(sealer.seal("app-secrets", PLACE, "text")).rejects.toBe(keys.fails);
  keys.fails = undefined;
  const sealed = await sealer.seal("app-secrets", PLACE, "text");
  keys.fails = down();
  await expect(sealer.open("app-secrets", PLACE, sealed)).rejects.toBe(keys.fails);
  keys.fails = undefined;
  expect(await sealer.open("app-secrets", PLACE, sealed)).toBe("text");
  expect(keys.counts).toEqual({ made: 2, opened: 2 });
});

it("keeps the data keys that were used last, and no more than its bound", async () => {
  const keys = countedKeys();
  const sealed = await Promise.all(
    [1, 2, 3].map((at) => createSealer(keys.dataKeys).seal("app-secrets", PLACE, `text ${at}`)),
  );
  const sealer = createSealer(keys.dataKeys, { mostOpened: 2 });
  const open = async (at: number) => {
    const row = sealed[at - 1];
    if (row) expect(await sealer.open("app-secrets", PLACE, row)).toBe(`text ${at}`);
    return keys.counts.opened;
  };
  expect([await open(1), await open(2), await open(1)]).toEqual([1, 2, 2]);
  // The third takes the place of the second, which was not used for longest.
  expect([await open(3), await open(1), await open(2)]).toEqual([3, 3, 4]);
});

it("shows no data key to who prints it or its errors", async () => {
  const kms = await aKms();
  const sealer = kms.sealer();
  const sealed = await sealer.seal("app-secrets", PLACE, "the text itself");
  const error: unknown = await sealer.open("app-secrets", "elsewhere", sealed).catch((thrown: unknown) => thrown);
  const printed = inspect([sealer, sealed, error], { depth: null, showHidden: true });
  expect(printed).not.toContain("the text itself");
  const { key } = await createSealerKey();
  expect(inspect(key, { showHidden: true }) + JSON.stringify(key)).not.toMatch(/[0-9a-f]{16}|[A-Za-z0-9+/]{40}/);
});

async function createSealerKey() {
  const { dataKeys } = countedKeys();
  return dataKeys.make("app-secrets");
}
