import { parseLossless, stringifyLossless } from "../../lossless-json.ts";
import type { InputTransformer, Rule, RuleTarget } from "./rule.ts";

/** The JSON text that a target gets of an event (itself JSON text). */
export function targetInput(target: RuleTarget, rule: Pick<Rule, "name" | "arn">, event: string): string {
  if (target.input !== undefined) return target.input;
  if (target.inputPath !== undefined) return stringifyLossless(valueAt(parseLossless(event), target.inputPath) ?? null);
  if (target.inputTransformer) return transform(target.inputTransformer, rule, event);
  return event;
}

/**
 * Fills `<name>` in a template: bare it becomes a JSON value, within a JSON string that value's characters. What the
 * event does not have becomes `null` or nothing.
 */
function transform(
  { inputPathsMap = {}, inputTemplate }: InputTransformer,
  rule: Pick<Rule, "name" | "arn">,
  text: string,
): string {
  const event = parseLossless(text);
  const values = new Map<string, unknown>(
    Object.entries(inputPathsMap).map(([name, path]) => [name, valueAt(event, path)]),
  );
  values.set("aws.events.rule-name", rule.name);
  values.set("aws.events.rule-arn", rule.arn);
  values.set("aws.events.event", event);
  values.set("aws.events.event.json", event);
  values.set("aws.events.event.ingestion-time", valueAt(event, "$.time"));

  let isInString = false;
  return inputTemplate.replace(/\\.|"|<([A-Za-z0-9_.-]+)>/gs, (token: string, name: string | undefined) => {
    if (token === '"') isInString = !isInString;
    if (name === undefined || !values.has(name)) return token;
    const value = values.get(name);
    if (!isInString) return stringifyLossless(value ?? null);
    const characters = typeof value === "string" ? value : value === undefined ? "" : stringifyLossless(value);
    return JSON.stringify(characters).slice(1, -1);
  });
}

/** The value at `$.a.b[0]['c d']`, or undefined. */
function valueAt(value: unknown, path: string): unknown {
  let found = value;
  for (const [, name, index, quoted] of path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]/g)) {
    const key = name ?? index ?? quoted ?? "";
    found =
      typeof found === "object" && found !== null && Object.hasOwn(found, key) ? Reflect.get(found, key) : undefined;
  }
  return found;
}
