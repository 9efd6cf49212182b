import type { Json } from "../cloud/aws-calls.ts";

/**
 * Says where what is there differs from what the template says, one line a difference. Numbers and booleans may come as
 * texts, and documents as JSON in a text: APIs do both. Nothing, an empty text and an empty list are the same. Both
 * directions count: a property that the template does not name must have its default.
 */
export function differences(wanted: Json, found: Json, defaults: Json = {}, unseen: Json = {}): string[] {
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  return [...names].toSorted().flatMap((name) => {
    if (name in unseen) return [];
    if (name in wanted) return differ(name, wanted[name], found[name]);
    return differ(name, defaults[name], found[name]);
  });
}

function differ(path: string, wanted: unknown, found: unknown): string[] {
  if (isEmpty(wanted) && isEmpty(found)) return [];
  if (isObject(wanted)) {
    const other = isObject(found) ? found : parsed(found);
    if (Array.isArray(wanted)) return differInList(path, wanted, other);
    if (isObject(other) && !Array.isArray(other)) {
      const names = new Set([...Object.keys(wanted), ...Object.keys(other)]);
      return [...names].toSorted().flatMap((name) => differ(`${path}.${name}`, wanted[name], other[name]));
    }
  }
  if (!isObject(wanted) && !isObject(found) && String(wanted) === String(found)) return [];
  return [`${path} is ${show(found)} instead of ${show(wanted)}`];
}

function differInList(path: string, wanted: readonly unknown[], found: unknown): string[] {
  if (!Array.isArray(found) || found.length !== wanted.length) {
    return [`${path} is ${show(found)} instead of ${show(wanted)}`];
  }
  return wanted.flatMap((item, index) => differ(`${path}[${index}]`, item, found[index]));
}

/** APIs show what a template leaves out as nothing, as an empty text or as an empty list. */
function isEmpty(value: unknown): boolean {
  return value == null || value === "" || (isObject(value) && Object.keys(value).length === 0);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null;
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return undefined;
  return JSON.parse(value);
}

function show(value: unknown): string {
  const text = value === undefined ? "absent" : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
