import { expect, it } from "vitest";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const UNTIL = NOON + 300_000;

onEveryStorage("send locks", (fresh) => {
  it("have one owner until their time is over, who may take them again", async () => {
    const { sendLocks } = await fresh();
    expect(await sendLocks.take("lock", "a", UNTIL, NOON)).toEqual({ taken: true });
    expect(await sendLocks.take("lock", "b", UNTIL + 1, NOON + 1)).toEqual({ taken: false, by: "a" });
    expect(await sendLocks.take("other", "b", UNTIL, NOON)).toEqual({ taken: true });
    expect(await sendLocks.take("lock", "a", UNTIL + 2, NOON + 2)).toEqual({ taken: true });
    expect(await sendLocks.take("lock", "b", UNTIL + 9, UNTIL + 1)).toEqual({ taken: false, by: "a" });
    expect(await sendLocks.take("lock", "b", UNTIL + 9, UNTIL + 2)).toEqual({ taken: true });
  });

  it("are given back by their owner only", async () => {
    const { sendLocks } = await fresh();
    await sendLocks.take("lock", "a", UNTIL, NOON);
    await sendLocks.release("lock", "b");
    await sendLocks.release("nothing", "a");
    expect(await sendLocks.take("lock", "b", UNTIL, NOON)).toEqual({ taken: false, by: "a" });
    await sendLocks.release("lock", "a");
    expect(await sendLocks.take("lock", "b", UNTIL, NOON)).toEqual({ taken: true });
  });

  it("go from an owner whose hold means nothing to one of those who say so", async () => {
    const { sendLocks } = await fresh();
    await sendLocks.take("lock", "dead", UNTIL, NOON);
    expect(await sendLocks.take("lock", "b", UNTIL, NOON, "somebody else")).toEqual({ taken: false, by: "dead" });
    const takers = ["b", "c", "d"].map((owner) => sendLocks.take("lock", owner, UNTIL, NOON, "dead"));
    const taken = (await Promise.all(takers)).filter((result) => result.taken);
    expect(taken).toHaveLength(1);
  });

  it("have exactly one owner of many who ask at once", async () => {
    const { sendLocks } = await fresh();
    const takers = Array.from({ length: 20 }, (_, index) => sendLocks.take("lock", `owner-${index}`, UNTIL, NOON));
    expect((await Promise.all(takers)).filter((result) => result.taken)).toHaveLength(1);
  });
});
