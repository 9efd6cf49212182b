import { expect, it } from "vitest";
import { createPayPlatform } from "../../../../shared/adapters/wechat-pay/platform.ts";
import { API_V3_KEY, MCH_ID, privatePem, publicPem } from "../../../support/a-pay-merchant.ts";
import {
  aPayServer,
  certificateMerchant,
  OLD_CERTIFICATE,
  publicKeyMerchant,
} from "../../../support/a-pay-platform.ts";
import { NOON } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";

const path = `/api/merchants/${MCH_ID}`;

function withPay() {
  const server = aPayServer();
  const payPlatform = createPayPlatform({ request: server.request, clock: { now: () => NOON } });
  return { server, ...operatorApi({ overrides: { payPlatform } }) };
}

it("a merchant is set by an admin, on record, and shown with its certificates and without its secrets", async () => {
  const { call, deps, observability } = withPay();
  const put = await call("PUT", path, { as: "admin", body: { ...certificateMerchant(), ...publicKeyMerchant() } });
  expect(put).toMatchObject({
    status: 200,
    body: {
      mchId: MCH_ID,
      name: "商户",
      revision: 1,
      certificates: { fetchedAt: NOON, certificates: [{ serial: OLD_CERTIFICATE.signer.serial }] },
    },
  });
  expect((await call("GET", path, { as: "viewer" })).body).toEqual(put.body);
  const { revision, ...listed } = put.body;
  expect(revision).toBe(1);
  expect((await call("GET", "/api/merchants", { as: "viewer" })).body).toEqual({ merchants: [listed] });
  expect((await deps.audit.list(10)).entries).toMatchObject([{ method: "PUT", path, status: 200 }]);
  const [secret = "x"] = privatePem("merchant").match(/MII\w{30}/) ?? [];
  expect(JSON.stringify([put, observability.lines])).not.toMatch(new RegExp(`${API_V3_KEY}|${secret}|PUBLIC KEY`));
});

it("what keeps the certificates away is said, and the merchant is kept", async () => {
  const { call, server } = withPay();
  const body = { ...certificateMerchant(), privateKey: { serial: "AAAA0000", pem: privatePem("merchant") } };
  const put = await call("PUT", path, { as: "admin", body });
  expect(put.body).toMatchObject({ certificates: { trouble: "WeChat Pay answered 401 SIGN_ERROR 签名错误" } });
  const again = await call("PUT", path, { as: "admin", body: { privateKey: certificateMerchant().privateKey } });
  expect(again.body).toMatchObject({ revision: 2, certificates: { certificates: [{}] } });
  expect(again.body.certificates).not.toHaveProperty("trouble");
  server.apiV3Key = "anOtherApiV3KeyOf32LettersDigits";
  const wrong = await call("PUT", path, { as: "admin", body: { name: "x" } });
  expect(wrong.body).toMatchObject({ certificates: { trouble: /APIv3 key/, certificates: [{}] } });
});

it("a merchant is removed by an admin, and is not found any more", async () => {
  const { call, deps } = withPay();
  await call("PUT", path, { as: "admin", body: publicKeyMerchant() });
  expect((await call("DELETE", path, { as: "admin", query: { revision: "2" } })).status).toBe(409);
  expect((await call("DELETE", path, { as: "admin", query: { revision: "1" } })).status).toBe(200);
  expect((await call("GET", path, { as: "viewer" })).status).toBe(404);
  expect((await call("DELETE", path, { as: "admin" })).status).toBe(404);
  expect(await deps.merchantKeys.get(MCH_ID)).toEqual({ revision: 2 });
});

it("only admins change merchants, and only those with a 商户号 are asked for", async () => {
  const { call } = withPay();
  for (const method of ["PUT", "DELETE"]) {
    expect((await call(method, path, { as: "operator", body: publicKeyMerchant() })).status).toBe(403);
  }
  expect((await call("GET", path)).status).toBe(401);
  const wrong = await call("PUT", "/api/merchants/wx_shop", { as: "admin", body: publicKeyMerchant() });
  expect(wrong).toMatchObject({ status: 400, body: { issues: [{ path: "params.mchId" }] } });
});

it.each<[string, object]>([
  ["apiV3Key", { apiV3Key: "short" }],
  ["apiV3Key", { publicKey: publicKeyMerchant().publicKey }],
  ["publicKey", { apiV3Key: API_V3_KEY }],
  ["publicKey.pem", { apiV3Key: API_V3_KEY, publicKey: { id: "PUB_KEY_ID_0119000001", pem: privatePem("merchant") } }],
  ["privateKey.pem", { apiV3Key: API_V3_KEY, privateKey: { serial: "AAAA0000", pem: publicPem("merchant") } }],
  ["privateKey.serial", { apiV3Key: API_V3_KEY, privateKey: { pem: privatePem("merchant") } }],
])("what is wrong is named by its place, without a word of it: %s", async (place, body) => {
  const { call } = withPay();
  const refused = await call("PUT", path, { as: "admin", body });
  expect(refused.status).toBe(400);
  expect(refused.body.issues?.map((issue) => issue.path)).toEqual([place]);
  expect(JSON.stringify(refused.body)).not.toContain("MII");
});
