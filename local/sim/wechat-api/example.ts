import type { AnyField } from "../../../shared/adapters/wechat-api/contract/field.ts";
import { newMessageId } from "../ids.ts";

/** An answer of a response's form, every member filled; `name` is the member's own. */
export function exampleOf(field: AnyField, name = "data"): unknown {
  switch (field.kind) {
    case "text":
    case "name":
    case "anything":
      return /url$/i.test(name) ? `https://media.example.com/${name}` : name;
    case "integer":
      return 1;
    case "number":
      return 1.5;
    case "flag":
      return true;
    case "id":
      return newMessageId();
    case "choice":
      return field.values[0];
    case "list":
      return [exampleOf(field.of, name)];
    case "object":
      return Object.fromEntries(
        Object.entries(field.members).map(([member, part]) => [member, exampleOf(part, member)]),
      );
    default:
      return field satisfies never;
  }
}
