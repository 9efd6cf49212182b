import type * as z from "zod";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import type { ProblemCode } from "../../../shared/lambda/problem.ts";
import type { Actor, Role } from "./actor.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

type About = {
  /** The route's name in clients that are made from the document: a verb first, unique among all routes. */
  readonly operationId: string;
  readonly method: Method;
  /** Parameters in braces: `/api/accounts/{appId}`. */
  readonly path: `/${string}`;
  /** The least role that may call it; `public` needs no login. */
  readonly role: Role;
  readonly summary: string;
  /** Status of a success. */
  readonly status: number;
  /** Bytes that its body may have when it is unpacked, if that is not the usual 1 MiB. */
  readonly bodyLimit?: number;
  /** The audit trail has the query beside the path: it says what was done. */
  readonly auditsQuery?: true;
  /** Problems of this route besides those that follow from its role and its input. */
  readonly problems?: readonly ProblemCode[];
  readonly example: { readonly body?: object; readonly response: object };
};

/** What the route table and the OpenAPI document say of one route. */
export type Operation = About & {
  /** The capability that the route belongs to; the document groups its routes by it. */
  readonly tag: string;
  /** Has at most the members `params`, `query` and `body`; a part that it does not name is not read. */
  readonly request: z.ZodObject;
  readonly response: z.ZodType<object>;
};

/** The parts of a request as they came in. */
export type RawInput = { readonly params: unknown; readonly query: unknown; readonly body: unknown };

/** A row of the route table that can be carried out. */
export type Route = Operation & {
  /**
   * Validates the input, carries the route out and reduces its result to what `response` declares. Throws
   * `invalid-input` with every issue's path.
   */
  run(input: RawInput, actor: Actor): Promise<object>;
};

/** Rows of one capability that share what they work with, which is made of the ports `P`. */
export type RouteGroup<P> = {
  readonly operations: readonly Operation[];
  readonly serve: (ports: P) => readonly Route[];
};

type Definition<A, Q extends z.ZodObject, R extends z.ZodType<object>> = About & {
  readonly request: Q;
  readonly response: R;
  handle(api: A, input: z.output<Q>, actor: Actor): Promise<z.input<R>>;
};

type Row<A> = Operation & { run(api: A, input: RawInput, actor: Actor): Promise<object> };

/**
 * For the rows of one file. `tag` is the capability, by its folder. `createApi` makes what the rows work with: use cases
 * for what changes something, and ports for plain reads. `route` makes a row; the input of its `handle` has the types of
 * the row's schemas. `routes` makes the group of the rows.
 */
export function routesOver<P, A>(tag: string, createApi: (ports: P) => A) {
  function route<Q extends z.ZodObject, R extends z.ZodType<object>>(definition: Definition<A, Q, R>): Row<A> {
    const { handle, ...operation } = definition;
    return {
      ...operation,
      tag,
      async run(api, raw, actor) {
        const parsed = definition.request.safeParse(raw);
        if (!parsed.success) throw invalidInput(parsed.error);
        return operation.response.parse(await handle(api, parsed.data, actor));
      },
    };
  }

  function routes(rows: readonly Row<A>[]): RouteGroup<P> {
    return {
      operations: rows,
      serve(ports) {
        const api = createApi(ports);
        return rows.map((row) => ({ ...row, run: (input, actor) => row.run(api, input, actor) }));
      },
    };
  }

  return { route, routes };
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
