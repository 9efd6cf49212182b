import type { FunctionModel } from "../template/model.ts";
import { accessKeyOf, sessionArn } from "./identity.ts";
import { type AccessRequest, compilePolicy, type Verdict } from "./policy.ts";
import { createRefusals, type Refusal } from "./refusals.ts";

/** The words of a refusal, without the code that each service gives it. */
export type Refused = { readonly message: string };

/** Decides about calls by the policies of the functions that sign them. */
export type Guard = {
  /**
   * Why a call is refused; undefined where it may go on. Every access key that is no function's is the account's own, which
   * may do everything: `requests` is asked for the calls of functions only.
   */
  refuse(accessKey: string | undefined, requests: () => readonly AccessRequest[]): Refused | undefined;
  /** Whether an access key is a function's. */
  isFunction(accessKey: string | undefined): boolean;
  /** Whether the policy behind an access key allows a request. It is no call of its own, so that a no counts as no refusal. */
  allows(accessKey: string | undefined, request: AccessRequest): boolean;
  /** What was refused since the start. */
  refusals(): readonly Refusal[];
};

type Caller = { readonly functionName: string; readonly session: string; judge(request: AccessRequest): Verdict };

/** `log` gets a line for the first refusal of each kind. Throws `TemplateError` for a policy that cannot be evaluated. */
export function createGuard(
  functions: readonly Pick<FunctionModel, "name" | "arn" | "role">[],
  log: (line: string) => void,
): Guard {
  const refusals = createRefusals(log);
  const callers = new Map<string, Caller>(
    functions.map(({ name, arn, role }) => [
      accessKeyOf(arn),
      {
        functionName: name,
        session: sessionArn(role.name, name),
        judge: byCodeOf(arn, compilePolicy(role.statements, `the policy of ${name}`)),
      },
    ]),
  );
  const callerBehind = (accessKey: string | undefined) =>
    accessKey === undefined ? undefined : callers.get(accessKey);
  return {
    isFunction: (accessKey) => callerBehind(accessKey) !== undefined,
    allows(accessKey, request) {
      const caller = callerBehind(accessKey);
      return !caller || caller.judge(request) === "allowed";
    },
    refuse(accessKey, requests) {
      const caller = callerBehind(accessKey);
      if (!caller) return undefined;
      for (const request of requests()) {
        const verdict = caller.judge(request);
        if (verdict === "allowed") continue;
        const message = wordsOf(caller.session, request, verdict);
        refusals.add({ functionName: caller.functionName, ...request, message });
        return { message };
      }
      return undefined;
    },
    refusals: refusals.list,
  };
}

/** Calls here are those of a function's code, which IAM tells apart from Lambda's own by the role. */
function byCodeOf(functionArn: string, judge: Caller["judge"]): Caller["judge"] {
  return ({ context, ...request }) =>
    judge({
      ...request,
      context: (key) => (key === "lambda:SourceFunctionArn" ? [functionArn] : context?.(key)),
    });
}

/** AWS's own words. SQS spells its actions in small letters, and S3 puts quotes around its resources. */
function wordsOf(session: string, { action, resource }: AccessRequest, verdict: "unmentioned" | "denied"): string {
  const spelled = action.startsWith("sqs:") ? action.toLowerCase() : action;
  const named = action.startsWith("s3:") ? `"${resource}"` : resource;
  const reason =
    verdict === "denied"
      ? "with an explicit deny in an identity-based policy"
      : `because no identity-based policy allows the ${spelled} action`;
  return `User: ${session} is not authorized to perform: ${spelled} on resource: ${named} ${reason}`;
}
