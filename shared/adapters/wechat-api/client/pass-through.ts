import { AppError } from "../../../kernel/domain/errors.ts";
import type {
  EndpointField,
  EndpointRow,
  GatewayEndpoints,
} from "../../../operators/application/ports/gateway-endpoints.ts";
import { typeName } from "../contract/check.ts";
import { allEndpoints, findEndpoint } from "../contract/contract.ts";
import type { Endpoint } from "../contract/endpoint.ts";
import type { AnyField, Shape } from "../contract/field.ts";
import { type CallOptions, createCallEndpoint } from "./call-endpoint.ts";

/** Every endpoint of the contract, by names that are known at run time only. Errors: see `createCallEndpoint`. */
export function createPassThrough(options: CallOptions): GatewayEndpoints {
  const callEndpoint = createCallEndpoint(options);
  return {
    list: async () => allEndpoints().map(rowOf),
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

function fieldRows(shape: Shape, depth: number): EndpointField[] {
  return Object.entries(shape).flatMap(([name, field]) => [
    { name, depth, type: typeName(field), required: !field.optional },
    ...fieldRows(membersOf(field), depth + 1),
  ]);
}

function membersOf(field: AnyField): Shape {
  if (field.kind === "list") return membersOf(field.of);
  return field.kind === "object" ? field.members : {};
}
