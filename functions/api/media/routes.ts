import * as z from "zod";
import { createFetchMedia } from "../../../shared/media/application/fetch-media.ts";
import { mediaRequestSchema } from "../../../shared/media/domain/request.ts";
import { accountParams } from "../accounts/params.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import type { MediaPorts } from "./ports.ts";

const { route, routes } = routesOver("media", (ports: MediaPorts) => ({ fetchMedia: createFetchMedia(ports) }));

const fetchedMedia = responseSchema(
  "FetchedMedia",
  z.object({
    key: z.string(),
    bytes: z.int(),
    contentType: z.string(),
    /** A link to the file that needs no token and works until `expiresAt`. */
    url: z.string(),
    expiresAt: z.number(),
  }),
);

const KEY = "media/wx_demo1/5c6a7e0f1b2d3c4a5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5";

export const mediaRoutes = routes([
  route({
    operationId: "fetchMedia",
    method: "POST",
    path: "/api/accounts/{appId}/media",
    role: "operator",
    summary:
      "Fetches the file of a received message into the bucket, unless it is there, and answers with a link to it",
    request: z.object({
      params: accountParams,
      body: requestSchema("MediaRequest", mediaRequestSchema),
    }),
    response: fetchedMedia,
    status: 200,
    problems: ["conflict", "account-offline", "refused", "throttled", "unreachable"],
    example: {
      body: { kind: "image", xml: '<?xml version="1.0"?><msg><img aeskey="0011" cdnmidimgurl="3057" /></msg>' },
      response: {
        key: KEY,
        bytes: 48_213,
        contentType: "image/jpeg",
        url: `https://bodies.s3.eu-west-1.amazonaws.com/${KEY}?X-Amz-Expires=900`,
        expiresAt: 1_767_226_500_000,
      },
    },
    handle: (api, { params: { appId }, body }) => api.fetchMedia(appId, body),
  }),
]);
