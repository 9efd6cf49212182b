import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { EVENTS } from "../../../shared/names.ts";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const usageSchema = z.object({
  functions: z.record(z.string(), z.object({ invocations: z.number(), errors: z.number() })),
  rules: z.record(z.string(), z.number()),
});
const buses = z.object({ EventBuses: z.array(z.object({ Name: z.string() })) });
const rulesSchema = z.object({
  Rules: z.array(z.object({ Name: z.string() })),
});

describe("spool-drain", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;
  let bus = "";
  /** Its two rules. What made it run is told apart by them, for the schedule goes on all the while. */
  let schedule = "";
  let pattern = "";

  beforeAll(async () => {
    cloud = await aCloud(site);
    const { EventBuses } = buses.parse(await cloud.aws("AWSEvents.ListEventBuses", {}));
    bus = EventBuses.find(({ Name }) => Name !== "default")?.Name ?? "";
    schedule = await ruleOf("default");
    pattern = await ruleOf(bus);
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  async function ruleOf(EventBusName: string): Promise<string> {
    const { Rules } = rulesSchema.parse(await cloud.aws("AWSEvents.ListRules", { EventBusName }));
    const found = Rules.filter(({ Name }) => Name.includes("SpoolDrain"));
    expect(found).toHaveLength(1);
    return found[0]?.Name ?? "";
  }

  /** How often a rule has had the function run. */
  async function runsBy(rule: string): Promise<number> {
    const { functions, rules } = usageSchema.parse((await requestJson("GET", `${cloud.url}/local/usage`)).json());
    const [, counts] = Object.entries(functions).find(([name]) => name.includes("SpoolDrain")) ?? [];
    expect(counts?.errors).toBe(0);
    expect(counts?.invocations).toBeGreaterThanOrEqual((rules[schedule] ?? 0) + (rules[pattern] ?? 0));
    return rules[rule] ?? Number.NaN;
  }
  const atLeast = (count: number, rule: string) =>
    eventually(`${count} runs by ${rule}`, 60_000, async () => {
      const now = await runsBy(rule);
      return now >= count ? now : undefined;
    });

  it("runs every minute of the cloud's clock", async () => {
    const before = await runsBy(schedule);
    cloud.clock.advance(60);
    await atLeast(before + 1, schedule);
    cloud.clock.advance(120);
    await atLeast(before + 3, schedule);
    expect(await runsBy(pattern)).toBe(0);
  });

  it("runs at once when a spool opens, and for no other event", async () => {
    const put = (DetailType: string, Source: string = EVENTS.source) =>
      cloud.aws("AWSEvents.PutEvents", { Entries: [{ EventBusName: bus, Source, DetailType, Detail: "{}" }] });
    await put(EVENTS.commandFailed);
    await put(EVENTS.spoolOpened, "elsewhere");
    // A rule's events are delivered one after the other: when this one is, another would have been.
    await put(EVENTS.spoolOpened);
    expect(await atLeast(1, pattern)).toBe(1);
  });
});
