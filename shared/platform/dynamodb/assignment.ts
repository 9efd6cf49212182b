import type { Item } from "./attributes.ts";

/** The assignments of an update, `#name = :name, …`, and the values of their placeholders. */
export type Assignment = { readonly expression: string; readonly placeholders: Item };

/** Assigns each value to the attribute of its name. */
export function assign(values: Item): Assignment {
  const names = Object.keys(values);
  return {
    expression: names.map((name) => `#${name} = :${name}`).join(", "),
    placeholders: Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
  };
}
