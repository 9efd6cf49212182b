import { expect, it } from "vitest";
import { reduceProfile } from "../../../../shared/profiles/domain/profile.ts";
import { aBehaviour, anAccount, NOON } from "../../../support/builders.ts";
import { memoryIdentityPorts } from "../identity/memory-ports.ts";
import { operatorApi } from "../operator-api.ts";

const accounts = ["wx_a", "wx_b"].map((appId) => anAccount({ appId, channel: "official" }));
const at = (appId: string, openid: string, what: string) => `/api/accounts/${appId}/users/${openid}/${what}`;

async function aPersonAtTwoAccounts() {
  const ended: string[] = [];
  const forgotten: string[] = [];
  const api = operatorApi({ accounts, overrides: memoryIdentityPorts(ended, forgotten) });
  const { personLinks, profiles } = api.deps;
  for (const [appId, openid] of [
    ["wx_a", "o-a"],
    ["wx_b", "o-b"],
  ] as const) {
    await personLinks.noteUnionid(appId, openid, "u-1", NOON);
    await personLinks.noteMember("u-1", appId, openid, NOON);
  }
  const change = { user: "o-a", tags: { vip: true } };
  const profile = reduceProfile(undefined, aBehaviour({ appId: "wx_a", change }));
  await profiles.put({ ...profile, wxid: "o-a" }, 0, NOON);
  return { ...api, ended, forgotten };
}

it("a profile shows the person at the other accounts, and so does an account where the person never wrote", async () => {
  const { call } = await aPersonAtTwoAccounts();
  const person = {
    unionid: "u-1",
    tags: ["vip"],
    accounts: [
      { appId: "wx_a", openid: "o-a", tags: ["vip"] },
      { appId: "wx_b", openid: "o-b", tags: [] },
    ],
  };
  expect((await call("GET", at("wx_a", "o-a", "profile"), { as: "viewer" })).body).toMatchObject({ person });
  expect((await call("GET", at("wx_b", "o-b", "person"), { as: "viewer" })).body).toMatchObject(person);
  expect((await call("GET", at("wx_b", "o-b", "profile"), { as: "viewer" })).status).toBe(404);
  const unknown = await call("GET", at("wx_b", "o-x", "person"), { as: "viewer" });
  expect(unknown).toMatchObject({ status: 404, body: { detail: "no sign-in of 'o-x' at 'wx_b' told a unionid" } });
  expect((await call("GET", at("wx_b", "o-b", "person"))).status).toBe(401);
});

it("who is forgotten at an account is no part of the person any more, and signed out there", async () => {
  const { call, ended, forgotten, deps } = await aPersonAtTwoAccounts();
  expect((await call("DELETE", at("wx_a", "o-a", "profile"), { as: "operator" })).status).toBe(200);
  expect(ended).toEqual(["wx_a o-a"]);
  expect(forgotten).toEqual(["wx_a o-a"]);
  expect((await call("GET", at("wx_a", "o-a", "person"), { as: "viewer" })).status).toBe(404);
  const left = await call("GET", at("wx_b", "o-b", "person"), { as: "viewer" });
  expect(left.body).toMatchObject({ accounts: [{ appId: "wx_b" }], tags: [] });
  expect(await deps.personLinks.members("u-1", NOON)).toHaveLength(1);
});
