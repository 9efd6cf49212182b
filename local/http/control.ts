import * as z from "zod";
import type { LocalClock } from "../clock.ts";
import { parseJson } from "../parse-json.ts";
import type { JwtAuthorizerModel } from "../template/model.ts";
import { type HttpAnswer, json, message, text } from "./http-answer.ts";
import type { TokenAuthority } from "./token-authority.ts";

/** What the routes under `/local/` look into. */
export type ControlSources = {
  readonly clock: LocalClock;
  readonly tokens: TokenAuthority;
  /** Whose tokens are issued; undefined where the template has no JWT authorizer. */
  readonly authorizer: JwtAuthorizerModel | undefined;
  callbackKey(): Promise<string>;
  metrics(): unknown;
  usage(): unknown;
  /** What was published to topics after number `after`. */
  published(after: number): unknown;
  functions(): unknown;
  /** Calls that the policies of functions do not allow. */
  refusals(): unknown;
};

export type ControlRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly accept: string;
  readonly body: Buffer;
};

const afterSchema = z.coerce.number().int().nonnegative();
const roleSchema = z.enum(["admin", "operator", "viewer"]);

/** At most a year at a time, so that dates stay valid. */
const advanceSchema = z.strictObject({
  advance: z
    .number()
    .min(0)
    .max(366 * 86_400),
});

/** Answers the routes that exist on the laptop only. */
export function createControl(sources: ControlSources): (request: ControlRequest) => Promise<HttpAnswer> {
  const { clock } = sources;
  const time = () => ({ now: new Date(clock.now()).toISOString(), offsetSeconds: clock.offset() / 1000 });

  const routes: Readonly<Record<string, (request: ControlRequest) => HttpAnswer | Promise<HttpAnswer>>> = {
    "GET /local/token"({ query, accept }) {
      const role = roleSchema.safeParse(new URLSearchParams(query).get("role") ?? "viewer");
      if (!role.success) return message(400, "role must be admin, operator or viewer");
      if (!sources.authorizer) return message(404, "no route of the template asks for a token");
      return bare("token", sources.tokens.issue(role.data, sources.authorizer), accept);
    },
    "GET /local/callback-key": async ({ accept }) => bare("callbackKey", await sources.callbackKey(), accept),
    "GET /local/clock": () => json(200, time()),
    "POST /local/clock"({ body }) {
      const input = advanceSchema.safeParse(parseJson(body));
      if (!input.success)
        return message(400, `advance the clock by {"advance": seconds}: ${z.prettifyError(input.error)}`);
      clock.advance(input.data.advance);
      return json(200, time());
    },
    "GET /local/metrics": () => json(200, sources.metrics()),
    "GET /local/usage": () => json(200, sources.usage()),
    "GET /local/sns"({ query }) {
      const after = afterSchema.safeParse(new URLSearchParams(query).get("after") ?? 0);
      if (!after.success) return message(400, "after must be the number of a message, 0 or more");
      return json(200, { messages: sources.published(after.data) });
    },
    "GET /local/functions": () => json(200, sources.functions()),
    "GET /local/refusals": () => json(200, sources.refusals()),
  };

  return async (request) => {
    const route = routes[`${request.method} ${request.path}`];
    return route ? route(request) : message(404, `there are ${Object.keys(routes).join(", ")}`);
  };
}

/** The value alone, ready for a shell variable; as JSON for requests that accept JSON. */
function bare(name: string, value: string, accept: string): HttpAnswer {
  return accept.includes("application/json") ? json(200, { [name]: value }) : text(200, value);
}
