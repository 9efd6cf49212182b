/** How the intrinsic functions of one stack look things up. */
export type Scope = {
  /** `Ref`: a parameter, a pseudo parameter or a resource. */
  ref(name: string): unknown;
  getAtt(logicalId: string, attribute: string): unknown;
  importValue(exportName: string): unknown;
  stackOutput(stackName: string, outputName: string): unknown;
  condition(name: string): boolean;
  findInMap(map: string, first: string, second: string): unknown;
};

/** A function of the template language that cannot be worked out here. */
export class TemplateError extends Error {
  override name = "TemplateError";
}

const NO_VALUE = Symbol("AWS::NoValue");

/** Replaces every intrinsic function in `value` by what CloudFormation would put there. */
export function resolve(value: unknown, scope: Scope): unknown {
  const resolved = resolveNode(value, scope);
  return resolved === NO_VALUE ? undefined : resolved;
}

function resolveNode(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveNode(item, scope)).filter((item) => item !== NO_VALUE);
  if (!isRecord(value)) return value;
  const keys = Object.keys(value);
  const only = keys.length === 1 ? keys[0] : undefined;
  if (only !== undefined && (only === "Ref" || only === "Condition" || only.startsWith("Fn::"))) {
    const call = FUNCTIONS[only];
    if (call) return call(value[only], scope);
    if (only.startsWith("Fn::")) throw new TemplateError(`the intrinsic function ${only} is not known here`);
  }
  const out: Record<string, unknown> = {};
  for (const key of keys) {
    const item = resolveNode(value[key], scope);
    if (item !== NO_VALUE) out[key] = item;
  }
  return out;
}

type Call = (argument: unknown, scope: Scope) => unknown;

const FUNCTIONS: Readonly<Record<string, Call>> = {
  Ref: (argument, scope) => {
    const name = text(argument, "Ref");
    return name === "AWS::NoValue" ? NO_VALUE : scope.ref(name);
  },
  "Fn::GetAtt": (argument, scope) => {
    const [id, ...attribute] =
      typeof argument === "string" ? argument.split(".") : texts(argument, scope, "Fn::GetAtt");
    return scope.getAtt(text(id, "Fn::GetAtt"), attribute.join("."));
  },
  "Fn::Join": (argument, scope) => {
    const [separator, parts] = list(argument, "Fn::Join");
    return texts(resolveNode(parts, scope), scope, "Fn::Join").join(text(separator, "Fn::Join"));
  },
  "Fn::Sub": (argument, scope) => {
    const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const own = isRecord(variables) ? variables : {};
    return text(template, "Fn::Sub").replace(/\$\{([^}]*)\}/g, (_, name: string) => {
      if (name.startsWith("!")) return `\${${name.slice(1)}}`;
      if (name in own) return text(resolveNode(own[name], scope), "Fn::Sub");
      const dot = name.indexOf(".");
      const found = dot < 0 ? scope.ref(name) : scope.getAtt(name.slice(0, dot), name.slice(dot + 1));
      return text(found, "Fn::Sub");
    });
  },
  "Fn::Select": (argument, scope) => {
    const [index, items] = list(argument, "Fn::Select");
    const resolved = list(resolveNode(items, scope), "Fn::Select");
    const at = Number(resolveNode(index, scope));
    if (!(at in resolved)) throw new TemplateError(`Fn::Select has no item ${at}`);
    return resolved[at];
  },
  "Fn::Split": (argument, scope) => {
    const [separator, value] = list(argument, "Fn::Split");
    return text(resolveNode(value, scope), "Fn::Split").split(text(separator, "Fn::Split"));
  },
  "Fn::ImportValue": (argument, scope) => scope.importValue(text(resolveNode(argument, scope), "Fn::ImportValue")),
  "Fn::GetStackOutput": (argument, scope) => {
    const { StackName, OutputName, RoleArn } = isRecord(argument) ? argument : {};
    if (RoleArn !== undefined) throw new TemplateError("Fn::GetStackOutput by a role is not known here");
    const [stack, output] = texts([StackName, OutputName], scope, "Fn::GetStackOutput");
    return scope.stackOutput(text(stack, "Fn::GetStackOutput"), text(output, "Fn::GetStackOutput"));
  },
  "Fn::If": (argument, scope) => {
    const [condition, then, otherwise] = list(argument, "Fn::If");
    return resolveNode(scope.condition(text(condition, "Fn::If")) ? then : otherwise, scope);
  },
  "Fn::FindInMap": (argument, scope) => {
    const [map, first, second] = texts(argument, scope, "Fn::FindInMap");
    return scope.findInMap(text(map, "Fn::FindInMap"), text(first, "Fn::FindInMap"), text(second, "Fn::FindInMap"));
  },
  "Fn::Base64": (argument, scope) => Buffer.from(text(resolveNode(argument, scope), "Fn::Base64")).toString("base64"),
  "Fn::Equals": (argument, scope) => {
    const [left, right] = list(argument, "Fn::Equals").map((side) => resolveNode(side, scope));
    return String(left) === String(right);
  },
  "Fn::And": (argument, scope) => list(argument, "Fn::And").every((item) => resolveNode(item, scope) === true),
  "Fn::Or": (argument, scope) => list(argument, "Fn::Or").some((item) => resolveNode(item, scope) === true),
  "Fn::Not": (argument, scope) => resolveNode(list(argument, "Fn::Not")[0], scope) !== true,
  // `{"Condition": "Name"}` is a reference inside Conditions, but an ordinary key elsewhere (IAM, with an object).
  Condition: (argument, scope) =>
    typeof argument === "string" ? scope.condition(argument) : { Condition: resolveNode(argument, scope) },
};

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function list(value: unknown, where: string): unknown[] {
  if (!Array.isArray(value)) throw new TemplateError(`${where} needs a list`);
  return value;
}

function text(value: unknown, where: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new TemplateError(`${where} needs a text, got ${JSON.stringify(value)}`);
}

function texts(value: unknown, scope: Scope, where: string): string[] {
  return list(value, where).map((item) => text(resolveNode(item, scope), where));
}
