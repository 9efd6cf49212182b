import { parseJson } from "../../kernel/domain/well-formed.ts";

/** Whom and what a body names, as far as it does. */
export type NamedInBody = { readonly appId?: string; readonly id?: string };

/** Characters that an appId or an id may have: more is none of ours. */
const LONGEST = 128;

/** Where bodies of lanes and events have their names. */
const PARTS = ["routed", "message", "detail", "command", "requestPayload"] as const;

/**
 * The appId, and the id of the envelope, command, task, delivery or event, that a message's body names. The body may be
 * one that no schema reads.
 */
export function namedInBody(body: string): NamedInBody {
  let json: unknown;
  try {
    json = parseJson(body);
  } catch {
    return {};
  }
  const objects = reachable(json);
  return { ...named("appId", objects), ...named("id", objects) };
}

/** The body, its parts and their parts, from the outside to the inside. */
function reachable(json: unknown): readonly object[] {
  const outer = objectIn(json);
  const middle = outer.flatMap(partsOf);
  return [...outer, ...middle, ...middle.flatMap(partsOf)];
}

function partsOf(value: object): object[] {
  return PARTS.flatMap((part) => objectIn(Reflect.get(value, part)));
}

function objectIn(value: unknown): object[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? [value] : [];
}

function named<Name extends string>(name: Name, objects: readonly object[]): { [N in Name]?: string } {
  for (const one of objects) {
    const value: unknown = Reflect.get(one, name);
    if (typeof value === "string" && value !== "" && value.length <= LONGEST)
      return { [name]: value } as { [N in Name]: string };
  }
  return {};
}
