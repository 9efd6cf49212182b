import { expect, it } from "vitest";
import { createMemoryBodyStore } from "../../../../shared/inbound/adapters/memory-body-store.ts";
import { anInboundText } from "../../../support/builders.ts";

it("keeps bodies by key and says their size in bytes, and that a key is not there, as the bucket does", async () => {
  const bodies = createMemoryBodyStore();
  const message = anInboundText({ text: "你好" });
  const ref = await bodies.put("a", message);
  expect(ref).toEqual({ key: "a", bytes: Buffer.byteLength(JSON.stringify(message)) });
  expect(await bodies.get(ref)).toEqual(message);
  await expect(bodies.get({ key: "b", bytes: 1 })).rejects.toMatchObject({ code: "not-found", details: { key: "b" } });
});
