import { expect, it } from "vitest";
import { createMemoryBroadcasts } from "../../../../shared/broadcasts/adapters/memory-broadcasts.ts";
import { createCheckBroadcasts } from "../../../../shared/broadcasts/application/check-broadcasts.ts";
import { aBroadcast, aRule } from "../../../support/builders.ts";

const starting = (broadcast: string, changes = {}, to: "audience" | "sender" = "sender") =>
  aRule({ id: `starts-${broadcast}`, actions: [{ type: "start-broadcast", broadcast, to }], ...changes });

async function check(rules: readonly ReturnType<typeof aRule>[]) {
  const broadcasts = createMemoryBroadcasts();
  await broadcasts.put(aBroadcast());
  await broadcasts.put(aBroadcast({ id: "off", enabled: false }));
  const asked: string[] = [];
  const get = async (id: string) => {
    asked.push(id);
    return broadcasts.get(id);
  };
  return { ...(await createCheckBroadcasts({ broadcasts: { get } })(rules)), asked };
}

it("rules that start what is not there, or not enabled, are named with what to do", async () => {
  expect(await check([starting("news"), starting("none"), starting("off"), starting("none", { id: "again" })])).toEqual(
    {
      faults: [
        {
          path: "rules.1.actions.0.broadcast",
          message: "rule 'starts-none', action 0: there is no broadcast 'none'. Make it with PUT /api/broadcasts/none",
        },
        {
          path: "rules.2.actions.0.broadcast",
          message:
            "rule 'starts-off', action 0: the broadcast 'off' is not enabled. Enable it with PUT /api/broadcasts/off",
        },
        {
          path: "rules.3.actions.0.broadcast",
          message: "rule 'again', action 0: there is no broadcast 'none'. Make it with PUT /api/broadcasts/none",
        },
      ],
      warnings: [],
      asked: ["news", "none", "off"],
    },
  );
});

it("what a rule that is switched off names is worth a warning", async () => {
  const { faults, warnings } = await check([starting("none", { enabled: false })]);
  expect(faults).toEqual([]);
  expect(warnings).toHaveLength(1);
});

it("that anybody may write to everybody is worth a warning, that somebody may is not", async () => {
  const senders = { include: ["wxid_boss"] };
  const { faults, warnings } = await check([
    starting("news", {}, "audience"),
    starting("news", { senders }, "audience"),
  ]);
  expect(faults).toEqual([]);
  expect(warnings).toEqual([
    { path: "rules.0.actions.0.to", message: expect.stringContaining("whoever writes this starts the broadcast") },
  ]);
});

it("nothing is read for rules that start none", async () => {
  expect(await check([aRule()])).toEqual({ faults: [], warnings: [], asked: [] });
});
