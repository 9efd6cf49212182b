import { createDynamoAccountStore } from "../../shared/accounts/adapters/dynamo-store.ts";
import { createOwnWxids } from "../../shared/accounts/application/own-wxids.ts";
import { newAccount } from "../../shared/accounts/domain/account.ts";
import { inParallel } from "../../shared/kernel/application/in-parallel.ts";
import { MINUTES, PRICES } from "../cost/prices.ts";
import { startSimulatedCloud } from "./simulated-cloud.ts";
import { round } from "./spread.ts";

const START = Date.parse("2026-03-10T04:00:00Z");
const LANES = 16;

type Minute = "listing each time" | "nothing changes" | "one is registered";

/** Read units with which a busy consumer's container knows the fleet's own wxids, for fleets of these sizes. */
export async function printOwnWxids(sizes: readonly number[]): Promise<void> {
  const rows = [];
  for (const accounts of sizes) {
    const listing = await unitsOf(accounts, "listing each time");
    const quiet = await unitsOf(accounts, "nothing changes");
    rows.push({
      accounts,
      "listing each time": listing,
      "$ a month": priceOf(listing),
      "nothing changes": quiet,
      "$ a month ": priceOf(quiet),
      "one is registered": await unitsOf(accounts, "one is registered"),
    });
  }
  console.log("\nthe fleet's own wxids: read units of a busy container in one minute, and its month at list prices");
  console.table(rows);
}

const priceOf = (units: number) => round(units * PRICES.readUnit * MINUTES, 3);

async function unitsOf(size: number, minute: Minute): Promise<number> {
  const cloud = await startSimulatedCloud(START);
  try {
    const now = cloud.clock.now;
    const operator = createDynamoAccountStore({ client: cloud.unmetered, table: cloud.tables.config });
    const register = (index: number) => {
      const appId = `wx_fleet_${index}`;
      return operator.register(newAccount({ appId, name: `演示账号 ${appId}`, wxid: `wxid_${appId}` }, now()));
    };
    const note = async () => operator.noteWxids((await operator.wxids(undefined, now())).wxids, now());
    await inParallel([...Array(size).keys()], LANES, register);
    await note();
    cloud.clock.advance(3600);
    const accounts = createDynamoAccountStore({ client: cloud.clients.dynamodb, table: cloud.tables.config });
    const wxids: typeof accounts.wxids = (known, at) =>
      accounts.wxids(minute === "listing each time" ? undefined : known, at);
    const log = { info: () => undefined, warn: console.warn, error: console.error };
    const own = createOwnWxids({ accounts: { wxids }, clock: { now, sleep: async () => undefined }, log });
    await own();
    cloud.meter.readUnits = 0;
    for (let second = 1; second <= 60; second++) {
      cloud.clock.advance(1);
      if (second === 10 && minute === "one is registered") await register(size);
      if (second === 40) await note();
      await own();
    }
    return round(cloud.meter.readUnits, 1);
  } finally {
    await cloud.stop();
  }
}
