import type * as z from "zod";
import type { Accounts } from "../../../shared/accounts/application/ports/accounts.ts";
import type { AiBudgets, AiSettingsStore } from "../../../shared/ai/application/ports/ai.ts";
import type { AlertStore } from "../../../shared/alerts/application/ports/alerts.ts";
import type { BroadcastRuns, Broadcasts, OptOuts } from "../../../shared/broadcasts/application/ports/broadcasts.ts";
import type { Conversations } from "../../../shared/conversations/application/ports/conversations.ts";
import type { Directory } from "../../../shared/directory/application/ports/directory.ts";
import type { Clock } from "../../../shared/kernel/application/ports/runtime.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import type { ProblemCode } from "../../../shared/lambda/problem.ts";
import type { Logins } from "../../../shared/logins/application/ports/logins.ts";
import type { AuditTrail } from "../../../shared/operators/application/ports/audit.ts";
import type { GatewayEndpoints } from "../../../shared/operators/application/ports/gateway-endpoints.ts";
import type { SettingsStore } from "../../../shared/operators/application/ports/settings.ts";
import type { Ledger } from "../../../shared/outbound/application/ports/outbound.ts";
import type { Profiles } from "../../../shared/profiles/application/ports/profiles.ts";
import type { RoutingTables } from "../../../shared/routing/application/ports/routing.ts";
import type { Rules } from "../../../shared/rules/application/ports/rules.ts";
import type { UseCases } from "../use-cases.ts";
import type { Actor, Role } from "./actor.ts";

/** What the routes work with: use cases for what changes something, ports for plain reads. */
export type Api = UseCases & {
  readonly accounts: Pick<Accounts, "get" | "list">;
  readonly logins: Pick<Logins, "get">;
  readonly rules: Pick<Rules, "version" | "snapshot" | "versions">;
  readonly settings: SettingsStore;
  readonly aiSettings: AiSettingsStore;
  readonly aiBudgets: Pick<AiBudgets, "used">;
  readonly routing: Pick<RoutingTables, "version" | "table">;
  readonly routingQueues: readonly string[];
  readonly ledger: Pick<Ledger, "get" | "listAttention">;
  readonly broadcasts: Pick<Broadcasts, "get" | "list">;
  readonly broadcastRuns: Pick<BroadcastRuns, "get" | "list">;
  readonly optOuts: Pick<OptOuts, "add" | "remove" | "list">;
  readonly audit: Pick<AuditTrail, "list">;
  readonly alerts: Pick<AlertStore, "listTold">;
  readonly conversations: Pick<Conversations, "view" | "muted">;
  readonly directory: Pick<Directory, "contact" | "contacts" | "group" | "groups" | "members" | "sync">;
  readonly profiles: Pick<Profiles, "get">;
  readonly gatewayEndpoints: Pick<GatewayEndpoints, "list">;
  readonly clock: Clock;
  /** The deployed version, where it is known. */
  readonly version?: string;
};

/** What the routes work with that a cold container carries out before it loads the others. */
export type FirstApi = Pick<Api, "accounts" | "settings" | "clock" | "version">;

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What the OpenAPI document tells of a route. */
type About = {
  readonly method: Method;
  /** Parameters in braces: `/api/accounts/{appId}`. */
  readonly path: `/${string}`;
  /** The least role that may call it; `public` needs no login. */
  readonly role: Role;
  readonly summary: string;
  /** Status of a success. */
  readonly status: number;
  /** Bytes that its body may have when it is unpacked, where that is not the usual 1 MiB. */
  readonly bodyLimit?: number;
  /** Problems of this route besides those that follow from its role and its input. */
  readonly problems?: readonly ProblemCode[];
  readonly example: { readonly body?: object; readonly response: object };
};

type Definition<A, Q extends z.ZodObject, R extends z.ZodType<object>> = About & {
  readonly request: Q;
  readonly response: R;
  handle(api: A, input: z.output<Q>, actor: Actor): Promise<z.input<R>>;
};

/** The parts of a request as they came in. */
export type RawInput = { readonly params: unknown; readonly query: unknown; readonly body: unknown };

/** One row of the route table. */
export type Route<A = Api> = About & {
  /** Has at most the members `params`, `query` and `body`; a part that it does not name is not read. */
  readonly request: z.ZodObject;
  readonly response: z.ZodType<object>;
  /**
   * Validates the input, carries the route out and reduces its result to what `response` declares. Throws
   * `invalid-input` with every issue's path.
   */
  run(api: A, input: RawInput, actor: Actor): Promise<object>;
};

/** Makes a row of the table: inside `handle` the input has the types of the schemas. */
export function route<Q extends z.ZodObject, R extends z.ZodType<object>>(definition: Definition<Api, Q, R>): Route {
  return row(definition);
}

/** The same for a row that a cold container carries out before it loads the others. */
export function firstRoute<Q extends z.ZodObject, R extends z.ZodType<object>>(
  definition: Definition<FirstApi, Q, R> & { readonly method: "GET" },
): Route<FirstApi> {
  return row(definition);
}

function row<A, Q extends z.ZodObject, R extends z.ZodType<object>>(definition: Definition<A, Q, R>): Route<A> {
  const { handle, ...about } = definition;
  return {
    ...about,
    async run(api, raw, actor) {
      const parsed = definition.request.safeParse(raw);
      if (!parsed.success) throw invalidInput(parsed.error);
      return about.response.parse(await handle(api, parsed.data, actor));
    },
  };
}

function invalidInput(error: z.ZodError): AppError {
  const issues = error.issues.map(({ path, message }) => ({ path: dotted(path), message }));
  const [first] = issues;
  const others = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  const detail = first ? `${first.path === "" ? "the body" : first.path}: ${first.message}${others}` : "invalid input";
  return new AppError("invalid-input", detail, { details: { issues } });
}

/** Paths in the body stand without a prefix: `rules.3.id`, but `query.limit`. */
function dotted(path: readonly PropertyKey[]): string {
  return (path[0] === "body" ? path.slice(1) : path).map(String).join(".");
}
