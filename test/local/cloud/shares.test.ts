import { afterAll, expect, it } from "vitest";
import { createFleetDriver, faultsOf } from "../../support/fleet-driver.ts";
import { eventually } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const site = aSite();
afterAll(() => site.remove());

const PLAN = { accounts: 4, messagesPerAccount: 15, duplicates: 0.2 };
/** What was sent is counted once it does not change any more for this long, milliseconds. */
const QUIET_MS = 4_000;
/** Longer than any lane hides a message that its function gave back, seconds. */
const VISIBILITY = 200;

it("nothing is lost, doubled or reordered where AWS throttles calls, and messages and events stray", async () => {
  const shares = { throttled: 0, strayed: 0 };
  await using cloud = await aCloud(site, { shares });
  const driver = await createFleetDriver({ gateway: cloud.url, simulator: cloud.simulatorUrl });
  await driver.prepare(PLAN.accounts);
  shares.throttled = 0.15;
  shares.strayed = 0.3;
  await driver.run(PLAN);
  const total = PLAN.accounts * PLAN.messagesPerAccount;
  let seen = 0;
  let since = performance.now();
  await eventually(`${total} replies`, 150_000, async () => {
    const { length } = await driver.sentCalls();
    if (length >= total) return true;
    const isQuiet = length === seen && performance.now() - since > QUIET_MS;
    if (length !== seen || isQuiet) since = performance.now();
    seen = length;
    if (isQuiet) await driver.advance(VISIBILITY);
    return undefined;
  });
  await driver.advance(VISIBILITY);
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  expect(faultsOf(await driver.sentCalls(), PLAN)).toEqual({ disorder: [], twice: [], missing: [] });
  shares.throttled = 0;
  expect(await driver.commandsIn("unknown")).toEqual([]);
  expect(await driver.commandsIn("failed")).toEqual([]);
}, 200_000);
