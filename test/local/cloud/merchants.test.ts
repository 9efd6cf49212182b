import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { MCH_ID, payCertificate } from "../../support/a-pay-merchant.ts";
import { aPayServer, certificateMerchant } from "../../support/a-pay-platform.ts";
import { eventually } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const YEAR = 365 * 86_400_000;
const CERTIFICATE = payCertificate("5157F09EFDC096DE15EBE81A47057A7232F1B8E2", Date.now() + YEAR);

const merchantSchema = z.looseObject({
  certificates: z.looseObject({
    certificates: z.array(z.looseObject({ serial: z.string() })),
    trouble: z.string().optional(),
  }),
});

/** `/v3/certificates` over HTTP, signed at the cloud's time. */
async function startPay(now: () => number) {
  const pay = aPayServer();
  Object.assign(pay, { certificates: [CERTIFICATE], signer: CERTIFICATE.signer, now });
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const { authorization = "" } = request.headers;
    const answer = await pay.request({ method: "GET", url, headers: { authorization }, timeoutMs: 1000 });
    if (answer.type === "error") return request.destroy();
    response.writeHead(answer.status, answer.headers ?? {}).end(answer.text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { pay, server, origin: originOf(server) };
}

function originOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return `http://127.0.0.1:${address.port}`;
}

describe("a merchant of WeChat Pay in the embedded cloud", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;
  let wechat: Awaited<ReturnType<typeof startPay>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
    wechat = await startPay(() => cloud.clock.now());
  });
  afterAll(async () => {
    wechat.server.close();
    await cloud.stop();
    site.remove();
  });

  const path = `/api/merchants/${MCH_ID}`;

  it("is kept while WeChat Pay cannot be asked, and the hourly run makes up for it", async () => {
    wechat.pay.spoil = () => ({ type: "answer", status: 500, text: "" });
    const stored = await cloud.api(`PUT ${path}`, { ...certificateMerchant(), apiUrl: wechat.origin });
    expect(stored.status).toBe(200);
    expect(merchantSchema.parse(stored.json()).certificates).toMatchObject({
      trouble: "WeChat Pay answered 500",
      certificates: [],
    });
    wechat.pay.spoil = (answer) => answer;
    cloud.clock.advance(3600);
    const { certificates } = await eventually("certificates", 30_000, async () => {
      const merchant = merchantSchema.parse((await cloud.api(`GET ${path}`)).json());
      return merchant.certificates.trouble === undefined ? merchant.certificates : undefined;
    });
    expect(certificates.map(({ serial }) => serial)).toEqual([CERTIFICATE.signer.serial]);
  });

  it("fetches them at once when it is stored, and is gone when it is removed", async () => {
    const calls = wechat.pay.calls;
    expect((await cloud.api(`PUT ${path}`, { name: "别名" })).status).toBe(200);
    expect(wechat.pay.calls).toBe(calls + 1);
    const listed = await cloud.api("GET /api/merchants");
    expect(listed.text).toContain("别名");
    expect(listed.text).not.toMatch(/PRIVATE KEY|anApiV3Key/);
    expect((await cloud.api(`DELETE ${path}`)).status).toBe(200);
    expect((await cloud.api(`GET ${path}`)).status).toBe(404);
  });
});
