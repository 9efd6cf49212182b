import { brotliCompressSync } from "node:zlib";
import { type AttributeValue, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, it } from "vitest";
import { createDynamoRules } from "../../../shared/rules/adapters/dynamo-rules.ts";
import { aRule, aSnapshot } from "../../support/builders.ts";
import { manyRules } from "../../support/many-rules.ts";
import { onEveryDynamo } from "./every-storage.ts";

const sortable = (count: number) => String(count).padStart(15, "0");

onEveryDynamo("rules that an older release published", (backend) => {
  async function setUp() {
    const { client, freshTables } = backend();
    const { config } = await freshTables();
    const put = (pk: string, sk: string, rest: Record<string, AttributeValue>) =>
      client.send(new PutItemCommand({ TableName: config, Item: { pk: { S: pk }, sk: { S: sk }, ...rest } }));
    const current = (version: number) => put("rules", "current", { version: { N: String(version) } });
    return { put, current, rules: createDynamoRules({ client, table: config }) };
  }

  it("are in force, and followed by the next version", async () => {
    const { put, current, rules } = await setUp();
    await put("rules", `v#${sortable(3)}`, { snapshot: { S: JSON.stringify(aSnapshot(3)) } });
    await current(3);
    expect(await rules.snapshot(await rules.version())).toEqual(aSnapshot(3));
    await rules.publish(aSnapshot(4, [aRule({ id: "next" })]));
    expect(await rules.version()).toBe(4);
    expect(await rules.snapshot(3)).toEqual(aSnapshot(3));
    expect((await rules.versions(10)).versions.map(({ version }) => version)).toEqual([4]);
  });

  it("may be compressed, and in parts", async () => {
    const { put, current, rules } = await setUp();
    const snapshot = aSnapshot(1, manyRules(200));
    const packed = brotliCompressSync(JSON.stringify(snapshot));
    await put("rules", `v#${sortable(1)}`, { snapshot: { B: packed } });
    await put("rules", `v#${sortable(2)}`, { digest: { S: "abc" }, parts: { N: "2" } });
    const half = packed.byteLength >> 1;
    for (const [index, part] of [packed.subarray(0, half), packed.subarray(half)].entries()) {
      await put("rules-part#abc", sortable(index), { part: { B: part } });
    }
    await current(2);
    expect(await rules.snapshot(1)).toEqual(snapshot);
    expect(await rules.snapshot(2)).toEqual(snapshot);
    await put("rules", `v#${sortable(3)}`, { digest: { S: "gone" }, parts: { N: "1" } });
    await expect(rules.snapshot(3)).rejects.toMatchObject({ code: "internal" });
  });
});
