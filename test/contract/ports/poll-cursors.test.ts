import { expect, it } from "vitest";
import { onEveryStorage } from "./every-storage.ts";

onEveryStorage("poll cursors", (fresh) => {
  it("are none at first, then where they were moved to, an account's own", async () => {
    const { pollCursors } = await fresh();
    expect(await pollCursors.get("wx_a")).toBeUndefined();
    expect(await pollCursors.move("wx_a", undefined, '"7000000000000000001"')).toBe(true);
    expect(await pollCursors.move("wx_a", '"7000000000000000001"', "8")).toBe(true);
    expect(await pollCursors.get("wx_a")).toBe("8");
    expect(await pollCursors.get("wx_b")).toBeUndefined();
  });

  it("are not moved by who does not know where they stand", async () => {
    const { pollCursors } = await fresh();
    await pollCursors.move("wx_a", undefined, "1");
    await pollCursors.move("wx_a", "1", "2");
    expect(await pollCursors.move("wx_a", "1", "3")).toBe(false);
    expect(await pollCursors.move("wx_a", undefined, "3")).toBe(false);
    expect(await pollCursors.get("wx_a")).toBe("2");
  });

  it("may be moved once more by who did not hear that it had happened", async () => {
    const { pollCursors } = await fresh();
    expect(await pollCursors.move("wx_a", undefined, "1")).toBe(true);
    expect(await pollCursors.move("wx_a", undefined, "1")).toBe(true);
    expect(await pollCursors.move("wx_a", "1", "2")).toBe(true);
    expect(await pollCursors.move("wx_a", "1", "2")).toBe(true);
  });

  it("go one way where several move them at once", async () => {
    const { pollCursors } = await fresh();
    const moves = await Promise.all(["1", "2", "3", "4"].map((to) => pollCursors.move("wx_a", undefined, to)));
    expect(moves.filter(Boolean)).toHaveLength(1);
  });
});
