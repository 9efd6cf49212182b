import { BlockList, isIP, isIPv6 } from "node:net";

/** Tests one leaf value of an event; `undefined` stands for a leaf that is not there. */
export type LeafTest = (value: unknown) => boolean;

export class InvalidPattern extends Error {
  override name = "InvalidPattern";
}

/** The test behind one member of a pattern's array: a literal, or an object with one operator. */
export function leafTest(matcher: unknown): LeafTest {
  if (matcher === null || ["string", "number", "boolean", "bigint"].includes(typeof matcher)) {
    return (value) => value === matcher;
  }
  const entries = typeof matcher === "object" && !Array.isArray(matcher) ? Object.entries(matcher) : [];
  const [entry] = entries;
  if (!entry || entries.length !== 1)
    throw new InvalidPattern(`a matcher has one operator: ${JSON.stringify(matcher)}`);
  const [operator, operand] = entry;
  const build = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (!build) throw new InvalidPattern(`unknown operator ${operator}`);
  return build(operand);
}

const OPERATORS: Readonly<Record<string, (operand: unknown) => LeafTest>> = {
  exists(operand) {
    if (typeof operand !== "boolean") throw new InvalidPattern("exists takes true or false");
    return (value) => (value !== undefined) === operand;
  },
  prefix: (operand) => affix(operand, "prefix"),
  suffix: (operand) => affix(operand, "suffix"),
  "equals-ignore-case": (operand) => {
    const wanted = text(operand, "equals-ignore-case").toLowerCase();
    return (value) => typeof value === "string" && value.toLowerCase() === wanted;
  },
  wildcard: (operand) => wildcard(text(operand, "wildcard")),
  numeric,
  cidr(operand) {
    const [address, bits] = text(operand, "cidr").split("/");
    if (!address || !isIP(address) || !/^\d+$/.test(bits ?? "")) throw new InvalidPattern("cidr takes address/bits");
    const family = (ip: string) => (isIPv6(ip) ? "ipv6" : "ipv4");
    const network = new BlockList();
    network.addSubnet(address, Number(bits), family(address));
    return (value) => typeof value === "string" && isIP(value) > 0 && network.check(value, family(value));
  },
  "anything-but": anythingBut,
};

/** Holds for every leaf that is there and differs from all excluded values. */
function anythingBut(operand: unknown): LeafTest {
  const nested = typeof operand === "object" && operand !== null && !Array.isArray(operand);
  if (!nested) {
    const excluded: unknown[] = Array.isArray(operand) ? operand : [operand];
    if (excluded.length === 0) throw new InvalidPattern("anything-but takes at least one value");
    return (value) => value !== undefined && !excluded.includes(value);
  }
  const tests = Object.entries(operand).flatMap(([operator, values]) => {
    if (!["prefix", "suffix", "equals-ignore-case", "wildcard"].includes(operator)) {
      throw new InvalidPattern(`anything-but does not take ${operator}`);
    }
    return (Array.isArray(values) ? values : [values]).map((value: unknown) => leafTest({ [operator]: value }));
  });
  return (value) => value !== undefined && !tests.some((test) => test(value));
}

function affix(operand: unknown, kind: "prefix" | "suffix"): LeafTest {
  const folds = typeof operand === "object" && operand !== null && "equals-ignore-case" in operand;
  const fold = (value: string) => (folds ? value.toLowerCase() : value);
  const wanted = fold(text(folds ? operand["equals-ignore-case"] : operand, kind));
  return (value) =>
    typeof value === "string" && (kind === "prefix" ? fold(value).startsWith(wanted) : fold(value).endsWith(wanted));
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

function numeric(operand: unknown): LeafTest {
  const terms: unknown[] = Array.isArray(operand) ? operand : [];
  if (terms.length !== 2 && terms.length !== 4) throw new InvalidPattern('numeric takes [">=", 1] or [">", 0, "<", 5]');
  const tests: ((value: number) => boolean)[] = [];
  for (let i = 0; i < terms.length; i += 2) {
    const compare = COMPARISONS[String(terms[i])];
    const bound = terms[i + 1];
    if (!compare || typeof bound !== "number")
      throw new InvalidPattern(`numeric does not take ${JSON.stringify(operand)}`);
    tests.push((value) => compare(value, bound));
  }
  return (value) => typeof value === "number" && tests.every((test) => test(value));
}

/** `*` stands for any characters, `\*` and `\\` for themselves. Takes time proportional to pattern × value. */
function wildcard(pattern: string): LeafTest {
  if (/\*\*/.test(pattern)) throw new InvalidPattern("wildcard does not take ** in a row");
  if (/(?:^|[^\\])(?:\\\\)*\\(?:[^*\\]|$)/.test(pattern))
    throw new InvalidPattern("wildcard: \\ stands before * or \\ only");
  const parts = [""];
  for (const [token] of pattern.matchAll(/\\[*\\]|\*|[^*\\]+/g)) {
    if (token === "*") parts.push("");
    else parts[parts.length - 1] += token.startsWith("\\") ? token.slice(1) : token;
  }
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  return (value) => {
    if (typeof value !== "string") return false;
    if (last === undefined) return value === first;
    if (!value.startsWith(first) || value.length < first.length + last.length) return false;
    let at = first.length;
    for (const part of rest) {
      const found = value.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return value.endsWith(last) && value.length - last.length >= at;
  };
}

function text(operand: unknown, operator: string): string {
  if (typeof operand !== "string") throw new InvalidPattern(`${operator} takes a string`);
  return operand;
}
