import { runIdOf } from "../../shared/broadcasts/domain/run.ts";
import type { setUpBroadcasts } from "./a-broadcast.ts";
import { aBroadcast } from "./builders.ts";

/** The run that `request` starts. */
export const RUN = runIdOf("news", "request-1");
export const PART = { runId: RUN, shard: 0 };
export const request = { broadcastId: "news", requestId: "request-1" };
export const people = (count: number) =>
  Array.from({ length: count }, (_, index) => `wxid_${String(index).padStart(4, "0")}`);
export const toList = (ids: readonly string[], accounts = ["wx_app_1"]) =>
  aBroadcast({ audience: { accounts, recipients: { type: "list", ids: [...ids] } } });

export type World = Awaited<ReturnType<typeof setUpBroadcasts>>;

/** Works and sends until nothing is left to do. */
export async function toTheEnd(world: World, rounds = 200): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    await world.sendAll();
    if (!(await world.next())) return;
  }
  throw new Error("the run does not end");
}
