import { expect, it } from "vitest";
import { anAccount } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";
import { memoryIdentityPorts } from "./memory-ports.ts";

const path = "/api/accounts/wx_shop/web";
const shop = anAccount({ appId: "wx_shop", channel: "official" });

const access = {
  redirects: ["https://shop.example/account/", "http://127.0.0.1:5173/"],
  origins: ["https://shop.example", "http://localhost:5173"],
  signedOrigins: ["https://shop.example"],
  delivery: "cookie",
};

it("an account that was never set up allows nothing; an admin sets it, on record", async () => {
  const { call, deps } = operatorApi({ accounts: [shop] });
  const nothing = { appId: "wx_shop", revision: 0, redirects: [], origins: [], signedOrigins: [], delivery: "code" };
  expect(await call("GET", path, { as: "viewer" })).toMatchObject({ status: 200, body: nothing });
  const put = await call("PUT", path, { as: "admin", body: access });
  expect(put).toMatchObject({ status: 200, body: { appId: "wx_shop", revision: 1, ...access } });
  expect((await call("GET", path, { as: "viewer" })).body).toEqual(put.body);
  expect((await deps.audit.list(10)).entries).toMatchObject([{ method: "PUT", path, status: 200 }]);
});

it("a change from another revision than the one that was seen is refused, and says which one stands", async () => {
  const { call } = operatorApi({ accounts: [shop] });
  const put = (revision?: number) =>
    call("PUT", path, { as: "admin", body: { ...access, ...(revision === undefined ? {} : { revision }) } });
  expect(await put(1)).toMatchObject({ status: 409, body: { detail: /stands at revision 0, not 1/ } });
  expect((await put(0)).body).toMatchObject({ revision: 1 });
  expect(await put(0)).toMatchObject({ status: 409, body: { detail: /stands at revision 1, not 0/ } });
  expect((await put()).body).toMatchObject({ revision: 2 });
});

it("only admins change it, of accounts at which people can sign in", async () => {
  const { call } = operatorApi({ accounts: [shop, anAccount()] });
  expect((await call("PUT", path, { as: "operator", body: access })).status).toBe(403);
  expect((await call("GET", path)).status).toBe(401);
  const unknown = await call("PUT", "/api/accounts/wx_unknown/web", { as: "admin", body: access });
  expect(unknown).toMatchObject({ status: 404, body: { detail: /no account is registered as 'wx_unknown'/ } });
  const personal = await call("GET", "/api/accounts/wx_app_1/web", { as: "viewer" });
  expect(personal).toMatchObject({ status: 409, body: { detail: /people sign in at Official Accounts/ } });
});

it("a redirect whose page could not exchange its code is refused by name, and is no matter with a cookie", async () => {
  const { call } = operatorApi({ accounts: [shop] });
  const redirects = ["https://shop.example/account/", "https://shop.example:8443/"];
  const origins = ["https://shop.example", "https://www.shop.example"];
  const put = (body: object) => call("PUT", path, { as: "admin", body });
  const refused = await put({ ...access, redirects, origins, delivery: "code" });
  expect(refused).toMatchObject({ status: 400, body: { code: "invalid-input" } });
  expect(refused.body.issues).toEqual([
    {
      path: "redirects.1",
      message: 'pages of https://shop.example:8443/ exchange a code: "origins" has to have https://shop.example:8443',
    },
  ]);
  expect((await call("GET", path, { as: "viewer" })).body).toMatchObject({ revision: 0 });
  expect((await put({ ...access, redirects, origins, delivery: "cookie" })).status).toBe(200);
  const both = [...origins, "https://shop.example:8443"];
  expect((await put({ ...access, redirects, origins: both, delivery: "code" })).status).toBe(200);
});

it("an account that is removed leaves nothing of it to the next one of its appId, and no session", async () => {
  const ended: string[] = [];
  const { call, deps } = operatorApi({ accounts: [shop], overrides: memoryIdentityPorts(ended) });
  await call("PUT", path, { as: "admin", body: access });
  expect((await call("DELETE", "/api/accounts/wx_shop", { as: "admin" })).status).toBe(200);
  expect(new Set(ended)).toEqual(new Set(["wx_shop *"]));
  await deps.accounts.register(shop);
  expect((await call("GET", path, { as: "viewer" })).body).toMatchObject({
    redirects: [],
    origins: [],
    signedOrigins: [],
  });
});

it.each([
  ["redirects.0", { redirects: ["http://shop.example/"] }],
  ["redirects.0", { redirects: ["https://shop.example/?next=1"] }],
  ["redirects.0", { redirects: ["https://user@shop.example/"] }],
  ["redirects.0", { redirects: ["https://shop.example"] }],
  ["redirects.0", { redirects: ["javascript:alert(1)"] }],
  ["origins.0", { origins: ["https://shop.example/"] }],
  ["origins.0", { origins: ["*"] }],
  ["origins.0", { origins: ["null"] }],
  ["signedOrigins.1", { signedOrigins: ["https://shop.example", "http://shop.example"] }],
  ["delivery", { delivery: "url" }],
  ["", { scripts: true }],
])("what is wrong is named by its place: '%s' of %j", async (place, change) => {
  const { call } = operatorApi({ accounts: [shop] });
  const refused = await call("PUT", path, { as: "admin", body: { ...access, ...change } });
  expect(refused.status).toBe(400);
  expect(refused.body.issues?.map((issue) => issue.path)).toEqual([place]);
});
