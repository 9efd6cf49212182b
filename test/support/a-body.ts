import type { Endpoint } from "../../shared/adapters/wechat-api/contract/endpoint.ts";
import type { AnyField, Shape } from "../../shared/adapters/wechat-api/contract/field.ts";

/** The smallest body that the contract accepts, as a caller gives it; `known` has values for members by name. */
export function aBody(endpoint: Endpoint, known: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { ...membersOf(endpoint.request, known) };
}

function membersOf(shape: Shape, known: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const required = Object.entries(shape).filter(([, field]) => !field.optional);
  return Object.fromEntries(required.map(([member, field]) => [member, known[member] ?? exampleValue(field, known)]));
}

function exampleValue(field: AnyField, known: Readonly<Record<string, unknown>>): unknown {
  switch (field.kind) {
    case "text":
    case "name":
      return "some text";
    case "integer":
    case "number":
      return 1;
    case "flag":
      return false;
    case "id":
      return "9223372036854775807";
    case "choice":
      return field.values[0];
    case "list":
      return [exampleValue(field.of, known)];
    case "object":
      return membersOf(field.members, known);
    case "anything":
      return {};
    default:
      return field satisfies never;
  }
}
