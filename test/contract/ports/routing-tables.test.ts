import { expect, it } from "vitest";
import { NO_ROUTING } from "../../../shared/routing/domain/routing.ts";
import { aRoute, aRoutingTable } from "../../support/a-delivery.ts";
import { onEveryStorage } from "./every-storage.ts";

onEveryStorage("routing tables", (fresh) => {
  it("are empty before the first publication", async () => {
    const { routingTables } = await fresh();
    expect(await routingTables.version()).toBe(0);
    expect(await routingTables.table(0)).toEqual(NO_ROUTING);
  });

  it("are published version by version, and every version stays readable", async () => {
    const { routingTables } = await fresh();
    await routingTables.publish(aRoutingTable(1));
    await routingTables.publish(
      aRoutingTable(2, [aRoute({ id: "other", share: { percent: 10, from: 0, salt: "x" } })]),
    );
    expect(await routingTables.version()).toBe(2);
    expect(await routingTables.table(1)).toEqual(aRoutingTable(1));
    expect((await routingTables.table(2)).entries[0]?.id).toBe("other");
    await expect(routingTables.table(3)).rejects.toMatchObject({ code: "not-found" });
  });

  it("are published on top of the published one only, by exactly one of several at once", async () => {
    const { routingTables } = await fresh();
    const tables = Array.from({ length: 6 }, (_, index) => aRoutingTable(1, [aRoute({ id: `route-${index}` })]));
    const results = await Promise.allSettled(tables.map((table) => routingTables.publish(table)));
    const winners = tables.filter((_, index) => results[index]?.status === "fulfilled");
    expect(winners).toHaveLength(1);
    expect(await routingTables.table(1)).toEqual(winners[0]);
    await expect(routingTables.publish(aRoutingTable(3))).rejects.toMatchObject({ code: "conflict" });
  });
});
