import { TemplateError } from "../template/intrinsics.ts";
import { compileCondition, type RequestContext } from "./condition.ts";
import type { Statement } from "./statement.ts";
import { wildcard } from "./wildcard.ts";

/** One permission that a call needs. */
export type AccessRequest = {
  /** E.g. `dynamodb:GetItem`. */
  readonly action: string;
  /** An ARN; `*` for a call that names no resource. */
  readonly resource: string;
  /** The values of condition keys; asked for only where a statement has conditions. */
  readonly context?: RequestContext;
};

/** What a policy says of a request: `denied` by a statement that forbids it, `unmentioned` where no statement allows it. */
export type Verdict = "allowed" | "unmentioned" | "denied";

type Compiled = {
  readonly effect: Statement["effect"];
  covers(action: string, resource: string): boolean;
  readonly conditions: readonly ((context: RequestContext) => boolean)[];
};

/** Names of objects differ with every call: what is known of them is forgotten from time to time. */
const MAX_KNOWN = 2_000;
const NO_CONTEXT: RequestContext = () => undefined;

/** Reads the statements once; `owner` is named in the error for what cannot be evaluated. @throws TemplateError */
export function compilePolicy(statements: readonly Statement[], owner: string): (request: AccessRequest) => Verdict {
  const compiled = statements.map((statement) => compile(statement, owner));
  const known = new Map<string, readonly Compiled[]>();

  function covering(action: string, resource: string): readonly Compiled[] {
    const key = `${action} ${resource}`;
    let found = known.get(key);
    if (!found) {
      found = compiled.filter((statement) => statement.covers(action, resource));
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(key, found);
    }
    return found;
  }

  return ({ action, resource, context = NO_CONTEXT }) => {
    let verdict: Verdict = "unmentioned";
    for (const { effect, conditions } of covering(action, resource)) {
      if (!conditions.every((holds) => holds(context))) continue;
      if (effect === "Deny") return "denied";
      verdict = "allowed";
    }
    return verdict;
  };
}

function compile({ effect, actions, resources, conditions }: Statement, owner: string): Compiled {
  const ofAction = actions.map((action) => wildcard(action, "i"));
  const ofResource = resources.map((resource) => wildcard(resource));
  try {
    return {
      effect,
      covers: (action, resource) =>
        ofAction.some((matches) => matches(action)) && ofResource.some((matches) => matches(resource)),
      conditions: conditions.map(compileCondition),
    };
  } catch (error) {
    if (error instanceof TemplateError) throw new TemplateError(`${owner}: ${error.message}`, { cause: error });
    throw error;
  }
}
