import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { EVENTS } from "../../../shared/names.ts";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const usageSchema = z.object({
  functions: z.record(z.string(), z.object({ invocations: z.number(), errors: z.number() })),
});
const buses = z.object({ EventBuses: z.array(z.object({ Name: z.string() })) });

describe("spool-drain", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  async function invocations(): Promise<number> {
    const usage = usageSchema.parse((await requestJson("GET", `${cloud.url}/local/usage`)).json());
    const [name, counts] = Object.entries(usage.functions).find(([key]) => key.includes("SpoolDrain")) ?? [];
    expect(name).toBeDefined();
    expect(counts?.errors).toBe(0);
    return counts?.invocations ?? 0;
  }
  const moreThan = (count: number) =>
    eventually("an invocation of spool-drain", 10_000, async () => {
      const now = await invocations();
      return now > count ? now : undefined;
    });

  it("runs every minute of the cloud's clock", async () => {
    const before = await invocations();
    cloud.clock.advance(60);
    const first = await moreThan(before);
    cloud.clock.advance(120);
    expect(await moreThan(first + 1)).toBeGreaterThanOrEqual(first + 2);
  });

  it("runs at once when a spool opens, and for no other event", async () => {
    const { EventBuses } = buses.parse(await cloud.aws("AWSEvents.ListEventBuses", {}));
    const EventBusName = EventBuses.find(({ Name }) => Name !== "default")?.Name;
    const put = (DetailType: string, Source: string = EVENTS.source) =>
      cloud.aws("AWSEvents.PutEvents", { Entries: [{ EventBusName, Source, DetailType, Detail: "{}" }] });
    const before = await invocations();
    await put(EVENTS.commandFailed);
    await put(EVENTS.spoolOpened, "elsewhere");
    await put(EVENTS.spoolOpened);
    expect(await moreThan(before)).toBe(before + 1);
  });
});
