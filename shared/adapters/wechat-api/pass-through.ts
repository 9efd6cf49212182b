import { AppError } from "../../kernel/domain/errors.ts";
import { type CallOptions, createCallEndpoint } from "./call-endpoint.ts";
import { typeName } from "./contract/check.ts";
import { allEndpoints, findEndpoint } from "./contract/contract.ts";
import type { Endpoint } from "./contract/endpoint.ts";
import type { AnyField, Shape } from "./contract/field.ts";

/** One member of a request's body. */
export type FieldRow = {
  readonly name: string;
  /** 1: a member of the body itself; 2: a member of the last row of depth 1, or of each item of that list; … */
  readonly depth: number;
  /** `string`, `integer`, `string[]`, `object[]`, `1 | 2`, … */
  readonly type: string;
  readonly required: boolean;
};

export type EndpointRow = {
  readonly module: string;
  readonly endpoint: string;
  /** Whether a second call does no more than the first. */
  readonly idempotent: boolean;
  /** Without `appId`, which the path of our own route gives. */
  readonly request: readonly FieldRow[];
};

/** Every endpoint of the contract, by names that are known at run time only. */
export type PassThrough = {
  endpoints(): readonly EndpointRow[];
  /**
   * Calls `/module/endpoint` for an account. Throws `not-found` for an endpoint that the contract does not have,
   * `invalid-input` for a body that names another account or breaks the contract, and what `createCallEndpoint` throws.
   */
  call(appId: string, module: string, endpoint: string, body: Readonly<Record<string, unknown>>): Promise<unknown>;
};

export function createPassThrough(options: CallOptions): PassThrough {
  const callEndpoint = createCallEndpoint(options);
  return {
    endpoints: () => allEndpoints().map(rowOf),
    async call(appId, module, endpoint, body) {
      const found = findEndpoint(`/${module}/${endpoint}`);
      if (!found) throw new AppError("not-found", `the gateway has no endpoint '${module}/${endpoint}'`);
      if (body.appId !== undefined && body.appId !== appId) {
        const message = `names another account than the path, which has '${appId}'`;
        throw new AppError("invalid-input", `appId: ${message}`, { details: { issues: [{ path: "appId", message }] } });
      }
      return callEndpoint(found, Object.hasOwn(found.request, "appId") ? { ...body, appId } : body);
    },
  };
}

function rowOf({ path, idempotent, request }: Endpoint): EndpointRow {
  const [, module = "", endpoint = ""] = path.split("/");
  const { appId: _ours, ...members } = request;
  return { module, endpoint, idempotent, request: fieldRows(members, 1) };
}

function fieldRows(shape: Shape, depth: number): FieldRow[] {
  return Object.entries(shape).flatMap(([name, field]) => [
    { name, depth, type: typeName(field), required: !field.optional },
    ...fieldRows(membersOf(field), depth + 1),
  ]);
}

function membersOf(field: AnyField): Shape {
  if (field.kind === "list") return membersOf(field.of);
  return field.kind === "object" ? field.members : {};
}
