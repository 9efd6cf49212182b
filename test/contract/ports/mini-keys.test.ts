import { expect, it } from "vitest";
import { createDynamoMiniKeys } from "../../../shared/identity/adapters/dynamo-mini-keys.ts";
import { MINI_KEY_LIFE } from "../../../shared/identity/domain/mini/key-life.ts";
import { createMemorySealer } from "../../../shared/platform/memory/sealer.ts";
import { NOON } from "../../support/builders.ts";
import { onEveryDynamo, onEveryStorage } from "./every-storage.ts";

onEveryStorage("session keys of mini programs", (fresh) => {
  it("are a person's at an account, for a day", async () => {
    const { miniKeys } = await fresh();
    expect(await miniKeys.open("wx_a", "o1", NOON)).toBeUndefined();
    expect(await miniKeys.put("wx_a", "o1", { sessionKey: "key-1", at: NOON })).toBe(true);
    expect(await miniKeys.open("wx_a", "o1", NOON + MINI_KEY_LIFE - 1)).toBe("key-1");
    expect(await miniKeys.open("wx_a", "o1", NOON + MINI_KEY_LIFE)).toBeUndefined();
    expect(await miniKeys.open("wx_b", "o1", NOON)).toBeUndefined();
    expect(await miniKeys.open("wx_a", "o2", NOON)).toBeUndefined();
  });

  it("are forgotten one by one, until the person logs in again", async () => {
    const { miniKeys } = await fresh();
    await miniKeys.put("wx_a", "o1", { sessionKey: "key-2", at: NOON + 1 });
    await miniKeys.put("wx_a", "o2", { sessionKey: "key-3", at: NOON + 1 });
    await miniKeys.forget("wx_a", "o1");
    await miniKeys.forget("wx_a", "o1");
    expect(await miniKeys.open("wx_a", "o1", NOON + 2)).toBeUndefined();
    expect(await miniKeys.open("wx_a", "o2", NOON + 2)).toBe("key-3");
    expect(await miniKeys.put("wx_a", "o1", { sessionKey: "key-4", at: NOON + 2 })).toBe(true);
    expect(await miniKeys.open("wx_a", "o1", NOON + 3)).toBe("key-4");
  });

  it("give way to those of later logins only", async () => {
    const { miniKeys } = await fresh();
    await miniKeys.put("wx_a", "o1", { sessionKey: "key-2", at: NOON + 1 });
    expect(await miniKeys.put("wx_a", "o1", { sessionKey: "key-1", at: NOON })).toBe(false);
    expect(await miniKeys.open("wx_a", "o1", NOON + 2)).toBe("key-2");
    expect(await miniKeys.put("wx_a", "o1", { sessionKey: "key-3", at: NOON + 2 })).toBe(true);
    expect(await miniKeys.open("wx_a", "o1", NOON + 2)).toBe("key-3");
  });

  it("are the newest after many logins at once, in whatever order they end", async () => {
    const { miniKeys } = await fresh();
    const times = [3, 1, 7, 5, 0, 6, 2, 4];
    await Promise.all(times.map((at) => miniKeys.put("wx_a", "o1", { sessionKey: `key-${at}`, at: NOON + at })));
    expect(await miniKeys.open("wx_a", "o1", NOON + 10)).toBe("key-7");
  });

  it("are told apart where ids hold the separator of keys", async () => {
    const { miniKeys } = await fresh();
    await miniKeys.put("wx_a", "b#c", { sessionKey: "key-1", at: NOON });
    expect(await miniKeys.open("wx_a#b", "c", NOON)).toBeUndefined();
  });
});

onEveryDynamo("sealed session keys of mini programs", (backend) => {
  it("are not readable where they lie, and open in their own row for their own login only", async () => {
    const { client, freshTables } = backend();
    const { state } = await freshTables();
    const items = new Map<string, string>();
    const sealer = createMemorySealer();
    const seen = {
      open: sealer.open,
      seal: async (...asked: Parameters<typeof sealer.seal>) => {
        const sealed = await sealer.seal(...asked);
        items.set(asked[1], JSON.stringify(sealed));
        return sealed;
      },
    };
    const keys = createDynamoMiniKeys({ client, table: state, sealer: seen });
    await keys.put("wx_a", "o1", { sessionKey: "tiihtNczf5v6AKRyjwEUhQ==", at: NOON });
    const [[place, sealed] = ["", ""]] = items;
    expect(place).toBe(`mini-key#wx_a#o1/${NOON}`);
    expect(sealed).not.toContain("tiihtNczf5v6AKRyjwEUhQ");
    for (const other of [`mini-key#wx_a#o2/${NOON}`, `mini-key#wx_b#o1/${NOON}`, `mini-key#wx_a#o1/${NOON + 1}`]) {
      await expect(sealer.open("web-grants", other, JSON.parse(sealed))).rejects.toMatchObject({ code: "internal" });
    }
    await expect(sealer.open("session-keys", place, JSON.parse(sealed))).rejects.toMatchObject({ code: "internal" });
  });
});
