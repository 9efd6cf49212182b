import * as z from "zod";
import { AppError } from "../../../kernel/domain/errors.ts";
import type { WeixinEndpointRow, WeixinEndpoints } from "../../../official/application/ports/weixin-endpoints.ts";
import { allEndpoints, findEndpoint } from "../contract/contract.ts";
import type { Idempotency, WeixinEndpoint } from "../contract/endpoint.ts";
import type { CallEndpoint } from "./call-endpoint.ts";
import { nearest } from "./nearest.ts";

/** Every endpoint of the contract, by names that are known at run time only. Errors: see `CallEndpoint`. */
export function createPassThrough(callEndpoint: CallEndpoint): WeixinEndpoints {
  return {
    list: async () => allEndpoints().map(({ name, endpoint }) => rowOf(name, endpoint)),
    async call(appId, name, request, file) {
      const endpoint = findEndpoint(name);
      if (endpoint) return callEndpoint(appId, endpoint, request, file);
      const names = nearest(
        name,
        allEndpoints().map((row) => row.name),
      );
      throw new AppError("not-found", `WeChat has no endpoint '${name}' here; the nearest are ${names.join(", ")}`);
    },
  };
}

function rowOf(name: string, endpoint: WeixinEndpoint): WeixinEndpointRow {
  const { method, path, family, idempotent, file, binary, request } = endpoint;
  const { $schema: _dialect, ...schema } = z.toJSONSchema(request, { io: "input" });
  return {
    name,
    method,
    path,
    family,
    idempotent: repeatable(idempotent),
    takesFile: file !== undefined,
    answersFile: binary === true,
    request: schema,
  };
}

function repeatable(idempotent: Idempotency): "yes" | "no" | number {
  return typeof idempotent === "object" ? idempotent.ms : idempotent;
}
