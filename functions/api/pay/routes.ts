import * as z from "zod";
import { createFetchCertificates } from "../../../shared/pay/application/merchants/fetch-certificates.ts";
import { createKeepMerchant } from "../../../shared/pay/application/merchants/keep-merchant.ts";
import { createRemoveMerchant, unknownMerchant } from "../../../shared/pay/application/merchants/remove-merchant.ts";
import { certificatesStateSchema, mchIdSchema, merchantSchema } from "../../../shared/pay/domain/merchant.ts";
import { merchantChangeSchema } from "../../../shared/pay/domain/merchant-change.ts";
import { DONE, done } from "../http/done.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import type { PayPorts } from "./ports.ts";

const { route, routes } = routesOver("pay", (ports: PayPorts) => ({
  merchants: ports.merchants,
  keepMerchant: createKeepMerchant(ports),
  removeMerchant: createRemoveMerchant(ports),
  fetchCertificates: createFetchCertificates(ports),
}));

const merchantParams = z.object({ mchId: mchIdSchema });

requestSchema("MerchantChange", merchantChangeSchema);

/** Fingerprints tell whether a value is the one that is kept; nothing here tells the value. */
const merchantShape = merchantSchema.extend({ certificates: certificatesStateSchema.exactOptional() });
const merchantView = responseSchema("Merchant", merchantShape.extend({ revision: z.int().min(1) }));
const merchantList = responseSchema("MerchantList", z.object({ merchants: z.array(merchantShape) }));

/** A public key, for the example. */
const PUBLIC_KEY = [
  "-----BEGIN PUBLIC KEY-----",
  "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0hfclDG3z937FZi1YNsa",
  "Rk3FrDr2ddzK5z2QrC0eDSVhZKiZfYfqG3dLRGZGZKzfIsumD/6m0tO5V6IcaMRJ",
  "YWk5wt7JimWtDwIR4Shyqn/3wvESu1F5vXftjqWmva2FW2AS/4pSGN+dOUZFNEH+",
  "FuR9Y8k2H1nqNRDKEehIxKqCb0FUIoCeIpiXbetne0nmIJqSMcZw24O7JEBXhpZv",
  "e9APslIPPF72m1Xbh+lLhen2XTq8l7ESG0o7unfdLDlBFwjB54LNZhcPIqUndG1w",
  "TZgXjVQsG27paqWPlO5+y9j4XbesOdSVXWSI4l8ls4qv2uvMmff521iSH3mC6mmT",
  "PwIDAQAB",
  "-----END PUBLIC KEY-----",
].join("\n");

const listed = {
  mchId: "1900000109",
  name: "我们的小店",
  appIds: ["wx4f5e8d7c6b5a4938"],
  apiV3Key: { fingerprint: "9c1185a5c5e9fc54", setAt: 1_767_225_600_000 },
  publicKeys: [{ id: "PUB_KEY_ID_0119000001092024101500289700000001", setAt: 1_767_225_600_000 }],
  privateKey: {
    serial: "3775B6A45ACD588826D15E583A95F5DD0A1B2C3D",
    fingerprint: "2c26b46b68ffc68f",
    setAt: 1_767_225_600_000,
  },
  updatedAt: 1_767_225_600_000,
  certificates: {
    triedAt: 1_767_225_600_500,
    fetchedAt: 1_767_225_600_500,
    certificates: [
      {
        serial: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
        notBefore: 1_735_689_600_000,
        notAfter: 1_893_456_000_000,
      },
    ],
  },
};

const example = { ...listed, revision: 1 };

export const merchantRoutes = routes([
  route({
    operationId: "listMerchants",
    method: "GET",
    path: "/api/merchants",
    role: "viewer",
    summary: "Lists WeChat Pay's merchants, with how their certificates stand and without their secrets",
    request: z.object({}),
    response: merchantList,
    status: 200,
    example: { response: { merchants: [listed] } },
    handle: async (api) => ({ merchants: [...(await api.merchants.list())] }),
  }),
  route({
    operationId: "getMerchant",
    method: "GET",
    path: "/api/merchants/{mchId}",
    role: "viewer",
    summary: "Shows a merchant of WeChat Pay: fingerprints and serials of its keys, and its certificates",
    request: z.object({ params: merchantParams }),
    response: merchantView,
    status: 200,
    problems: ["not-found"],
    example: { response: example },
    handle: (api, { params: { mchId } }) => show(api, mchId),
  }),
  route({
    operationId: "setMerchant",
    method: "PUT",
    path: "/api/merchants/{mchId}",
    role: "admin",
    summary:
      "Keeps a merchant's APIv3 key, WeChat Pay's public key and the merchant's private key, sealed; they are never shown. What is left out stays, null takes it away. By the private key the certificates are fetched at once; `certificates.trouble` says what kept them away",
    request: z.object({ params: merchantParams, body: merchantChangeSchema }),
    response: merchantView,
    status: 200,
    problems: ["conflict"],
    example: {
      body: {
        name: "我们的小店",
        appIds: ["wx4f5e8d7c6b5a4938"],
        apiV3Key: "anApiV3KeyOf32LettersAndDigits01",
        publicKey: {
          id: "PUB_KEY_ID_0119000001092024101500289700000001",
          pem: PUBLIC_KEY,
        },
      },
      response: example,
    },
    async handle(api, { params: { mchId }, body }) {
      await api.keepMerchant(mchId, body);
      await api.fetchCertificates(mchId);
      return show(api, mchId);
    },
  }),
  route({
    operationId: "removeMerchant",
    method: "DELETE",
    path: "/api/merchants/{mchId}",
    role: "admin",
    summary: "Removes a merchant with its keys: its notifications are refused within a minute",
    request: z.object({
      params: merchantParams,
      query: z.strictObject({ revision: z.coerce.number().pipe(z.int().min(1)).exactOptional() }),
    }),
    response: done,
    status: 200,
    problems: ["not-found", "conflict"],
    example: { response: DONE },
    async handle(api, { params: { mchId }, query: { revision } }) {
      await api.removeMerchant(mchId, revision);
      return DONE;
    },
  }),
]);

async function show({ merchants }: Pick<PayPorts, "merchants">, mchId: string) {
  const kept = await merchants.get(mchId);
  if (!kept?.merchant) throw unknownMerchant(mchId);
  return { ...kept.merchant, revision: kept.revision };
}
