import { expect, it } from "vitest";
import { accountOf, attributesOf } from "../../../../shared/accounts/adapters/dynamo-item.ts";
import { reasonOf } from "../../../../shared/accounts/domain/reason.ts";
import { anAccount, NOON } from "../../../support/builders.ts";

const full = anAccount({
  state: "ERROR",
  reason: reasonOf("banned"),
  tags: ["vip"],
  device: { type: "ipad", regionId: "320000" },
  limits: { perSecond: 1, burst: 2, dailyCap: 3 },
});

const itemOf = (account = full) => ({ pk: { S: "account#x" }, sk: { S: "account" }, ...attributesOf(account) });

it("an account comes back from its item, with and without what it may have", () => {
  expect(accountOf(itemOf())).toEqual(full);
  expect(accountOf(itemOf(anAccount()))).toEqual(anAccount());
});

it("a row from before accounts had a life is read as one that came into its state at its last change", () => {
  const { stateSince: _since, refusedSends: _sends, ingest: _ingest, channel: _channel, ...old } = itemOf(anAccount());
  expect(accountOf(old)).toEqual({
    ...anAccount(),
    stateSince: NOON,
    refusedSends: 0,
    ingest: "callback",
    channel: "personal",
  });
});

it.each([{ state: { S: "ASLEEP" } }, { registered: { S: "yes" } }, { epoch: { S: "1" } }])(
  "a row that this code does not write is named (%j)",
  (change) => {
    expect(() => accountOf({ ...itemOf(), ...change })).toThrow("a stored item is not readable");
  },
);
