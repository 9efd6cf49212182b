import { expect, it } from "vitest";
import { anAccount } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";
import { memoryIdentityPorts } from "./memory-ports.ts";

const path = "/api/accounts/wx_shop/people/o-1/sessions";

it("operators end all sessions of a person, on record, at accounts where people sign in", async () => {
  const ended: string[] = [];
  const accounts = [anAccount({ appId: "wx_shop", channel: "official" }), anAccount()];
  const { call, deps } = operatorApi({ accounts, overrides: memoryIdentityPorts(ended) });
  expect((await call("DELETE", path)).status).toBe(401);
  expect((await call("DELETE", path, { as: "viewer" })).status).toBe(403);
  expect((await call("DELETE", path.replace("wx_shop", "wx_none"), { as: "operator" })).status).toBe(404);
  expect((await call("DELETE", path.replace("wx_shop", "wx_app_1"), { as: "operator" })).status).toBe(409);
  expect((await call("DELETE", path.replace("o-1", "o%201"), { as: "operator" })).status).toBe(400);
  expect(ended).toEqual([]);
  expect((await call("DELETE", path, { as: "operator" })).body).toEqual({ done: true });
  expect(ended).toEqual(["wx_shop o-1"]);
  expect((await deps.audit.list(10)).entries[0]).toMatchObject({ method: "DELETE", path, status: 200 });
});
