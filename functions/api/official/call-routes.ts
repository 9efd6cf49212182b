import * as z from "zod";
import { forOfficialAccounts } from "../../../shared/official/application/for-official-accounts.ts";
import type { EndpointFile } from "../../../shared/official/application/ports/weixin-endpoints.ts";
import { accountParams } from "../accounts/params.ts";
import { routesOver } from "../http/route.ts";
import { responseSchema } from "../http/schema-names.ts";
import { weixinProblems } from "./params.ts";
import type { WeixinPorts } from "./weixin-ports.ts";

const { route, routes } = routesOver("official", ({ accounts, weixinEndpoints }: WeixinPorts) => ({
  list: weixinEndpoints.list,
  call: forOfficialAccounts(accounts, { call: weixinEndpoints.call }).call,
}));

/** A Lambda takes 6 MB; a file in base64 is a third longer than it is. */
const BODY_LIMIT = 6 * 1024 * 1024;

const endpointRow = responseSchema(
  "WeixinEndpoint",
  z.object({
    name: z.string(),
    method: z.enum(["GET", "POST"]),
    path: z.string(),
    family: z.string(),
    /** Whether a second call does no more than the first: always, never, or for so many ms by a key in the body. */
    idempotent: z.union([z.enum(["yes", "no"]), z.int()]),
    takesFile: z.boolean(),
    answersFile: z.boolean(),
    /** The request as JSON Schema. */
    request: z.record(z.string(), z.unknown()),
  }),
);
const endpointList = responseSchema("WeixinEndpointList", z.object({ endpoints: z.array(endpointRow).readonly() }));
const fileSchema = z.strictObject({
  name: z.string().min(1).max(255),
  mediaType: z.string().regex(/^[\w.+-]+\/[\w.+-]+$/, "a media type such as image/jpeg"),
  base64: z.base64().min(1),
});
const answer = responseSchema(
  "WeixinAnswer",
  z.object({
    /** What WeChat answered; `{ base64, mediaType }` for a file. 64-bit ids are digits. */
    data: z.record(z.string(), z.unknown()),
  }),
);

export const weixinCallRoutes = routes([
  route({
    operationId: "listWeixinEndpoints",
    method: "GET",
    path: "/api/weixin/endpoints",
    role: "viewer",
    summary: "Lists every endpoint of WeChat's API that can be called, with its request as JSON Schema",
    request: z.object({}),
    response: endpointList,
    status: 200,
    example: {
      response: {
        endpoints: [
          {
            name: "tags.delete",
            method: "POST",
            path: "/cgi-bin/tags/delete",
            family: "tags",
            idempotent: "yes",
            takesFile: false,
            answersFile: false,
            request: { type: "object" },
          },
        ],
      },
    },
    handle: async (api) => ({ endpoints: (await api.list()).map((row) => ({ ...row, request: { ...row.request } })) }),
  }),
  route({
    operationId: "callWeixin",
    method: "POST",
    path: "/api/accounts/{appId}/weixin/call",
    role: "admin",
    summary:
      "Calls any endpoint of WeChat's API in an account's name at once, without rate limits, ledger and queues. The body is the endpoint's request; an upload's has a member `file` beside it, `{ name, mediaType, base64 }`",
    request: z.object({
      params: accountParams,
      query: z.strictObject({ endpoint: z.string().min(1).max(100) }),
      body: z.looseObject({ file: fileSchema.exactOptional() }),
    }),
    response: answer,
    status: 200,
    bodyLimit: BODY_LIMIT,
    auditsQuery: true,
    problems: weixinProblems,
    example: { body: { tag: { id: 100 } }, response: { data: { errcode: 0, errmsg: "ok" } } },
    async handle(api, { params: { appId }, query: { endpoint }, body: { file, ...request } }) {
      const sent = file === undefined ? undefined : fileOf(file);
      return { data: told(await api.call(appId, endpoint, request, sent)) };
    },
  }),
]);

function fileOf({ name, mediaType, base64 }: z.infer<typeof fileSchema>): EndpointFile {
  return { name, mediaType, bytes: Buffer.from(base64, "base64") };
}

/** Bytes as text. */
function told({ ...data }: object): Record<string, unknown> {
  const { bytes, ...rest } = data as Record<string, unknown>;
  return bytes instanceof Uint8Array ? { ...rest, base64: Buffer.from(bytes).toString("base64") } : data;
}
