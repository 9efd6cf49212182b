import * as z from "zod";
import { forOfficialAccounts } from "../../../shared/official/application/for-official-accounts.ts";
import { qrCodeSchema } from "../../../shared/official/domain/scene.ts";
import { accountParams } from "../accounts/params.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import { weixinProblems } from "./params.ts";
import type { WeixinPorts } from "./weixin-ports.ts";

const { route, routes } = routesOver("official", (ports: WeixinPorts) => ({
  qrCodes: forOfficialAccounts(ports.accounts, ports.qrCodes),
}));

const newCode = requestSchema("NewSceneCode", qrCodeSchema);
const codeView = responseSchema(
  "SceneCode",
  z.object({
    ticket: z.string(),
    /** What the code says. */
    url: z.string(),
    /** Where its picture is; it needs no login. */
    pictureUrl: z.string(),
    expiresInSeconds: z.int().optional(),
  }),
);

export const qrCodeRoutes = routes([
  route({
    operationId: "createQrCode",
    method: "POST",
    path: "/api/accounts/{appId}/qr-codes",
    role: "operator",
    summary:
      "Makes a QR code of an Official Account whose scene the events subscribe and scan name; without expireSeconds it stays, and an account has 100,000 of these",
    request: z.object({ params: accountParams, body: newCode }),
    response: codeView,
    status: 201,
    problems: weixinProblems,
    example: {
      body: { scene: "shop-12", expireSeconds: 2_592_000 },
      response: {
        ticket: "gQH47joAAAAAAAAAASxodHRwOi8v",
        url: "http://weixin.qq.com/q/kZgfwMTm72WWPkovabbI",
        pictureUrl: "https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=gQH47joAAAAAAAAAASxodHRwOi8v",
        expiresInSeconds: 2_592_000,
      },
    },
    handle: (api, { params: { appId }, body }) => api.qrCodes.create(appId, body),
  }),
]);
