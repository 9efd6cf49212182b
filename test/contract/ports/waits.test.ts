import { expect, it } from "vitest";
import { anAiTask } from "../../support/an-ai.ts";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const DAY = 86_400_000;

onEveryStorage("waits for answers of the AI", (fresh) => {
  it("are one a conversation, until that very one is removed", async () => {
    const { waits } = await fresh();
    const first = { task: anAiTask(), part: 0 };
    const { appId, conversationId } = first.task;
    const get = (now = NOON) => waits.get(appId, conversationId, now);
    expect(await get()).toBeUndefined();
    await waits.put(first, NOON);
    expect(await get()).toEqual(first);
    expect(await waits.get(appId, "another", NOON)).toBeUndefined();
    await waits.put({ ...first, part: 1 }, NOON);
    expect(await get(NOON + DAY - 1000)).toEqual({ ...first, part: 1 });
    expect(await get(NOON + DAY + 1000)).toBeUndefined();
    await waits.remove({ task: anAiTask({ id: `ai_${"9".repeat(32)}` }), part: 0 });
    expect(await get()).toEqual({ ...first, part: 1 });
    await waits.remove(first);
    await waits.remove(first);
    expect(await get()).toBeUndefined();
  });
});
