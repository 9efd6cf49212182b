import { InvalidPattern, type LeafTest, leafTest } from "./matchers.ts";

type Test = (value: unknown) => boolean;
const compiled = new WeakMap<object, Test>();

/**
 * Whether an event meets an EventBridge pattern: every field of the pattern must be met, by one of its values; where
 * the event has an array, one member of it suffices. Throws `InvalidPattern`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function matchesPattern(pattern: Readonly<Record<string, unknown>>, event: unknown): boolean {
  let test = compiled.get(pattern);
  if (!test) {
    test = objectTest(pattern);
    compiled.set(pattern, test);
  }
  return test(event);
}

function objectTest(pattern: Readonly<Record<string, unknown>>): Test {
  const fields = Object.entries(pattern);
  if (fields.length === 0) throw new InvalidPattern("a pattern has at least one field");
  const tests = fields.map(([name, wanted]) => (name === "$or" ? anyOf(wanted) : fieldTest(name, wanted)));
  return (value) => tests.every((test) => test(value));
}

function anyOf(alternatives: unknown): Test {
  if (!Array.isArray(alternatives) || alternatives.length < 2)
    throw new InvalidPattern("$or takes two or more patterns");
  const tests = alternatives.map((alternative: unknown) => {
    if (!isObject(alternative)) throw new InvalidPattern("$or takes patterns");
    return objectTest(alternative);
  });
  return (value) => tests.some((test) => test(value));
}

function fieldTest(name: string, wanted: unknown): Test {
  const test = Array.isArray(wanted) ? leavesTest(wanted) : nestedTest(name, wanted);
  return (value) => test(isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined);
}

/** A list of objects meets a nested pattern when one of them meets all of it. */
function nestedTest(name: string, wanted: unknown): Test {
  if (!isObject(wanted)) throw new InvalidPattern(`${name} takes an array or a pattern`);
  const test = objectTest(wanted);
  return (value) => (Array.isArray(value) ? value.some((member) => test(member)) : test(value));
}

function leavesTest(matchers: unknown[]): Test {
  if (matchers.length === 0) throw new InvalidPattern("empty arrays match nothing and are not allowed");
  const tests: LeafTest[] = matchers.map(leafTest);
  const meets = (leaf: unknown) => tests.some((test) => test(leaf));
  return (value) => {
    if (isObject(value)) return false;
    if (!Array.isArray(value)) return meets(value);
    return value.length === 0 ? meets(undefined) : value.flat(Number.POSITIVE_INFINITY).some(meets);
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
