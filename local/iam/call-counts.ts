import type { FunctionModel } from "../template/model.ts";
import type { Admission } from "./admission.ts";
import { accessKeyOf, signingKey } from "./identity.ts";

/** Calls by service and action, e.g. `dynamodb:PutItem`. */
export type CallCounts = Readonly<Record<string, number>>;

/** How policies name the services of the JSON protocol; a service that is not named here keeps its target's prefix. */
const SERVICES: Readonly<Record<string, string>> = { AmazonSQS: "sqs", AWSEvents: "events", TrentService: "kms" };

/**
 * The same admission, which counts the calls of each function, those included that it refuses. What others load by a
 * link that a function signed is no call of the function. `counts` has the functions that have called anything, by
 * name.
 */
export function countCalls(
  admission: Admission,
  functions: readonly Pick<FunctionModel, "name" | "arn">[],
): {
  readonly admission: Admission;
  counts(): Readonly<Record<string, CallCounts>>;
  functionOf(accessKey: string | undefined): string | undefined;
} {
  const callers = new Map(
    functions.map(({ name, arn }) => [accessKeyOf(arn), { name, calls: new Map<string, number>() }]),
  );

  function count(accessKey: string | undefined, call: string): void {
    const calls = accessKey === undefined ? undefined : callers.get(accessKey)?.calls;
    calls?.set(call, (calls.get(call) ?? 0) + 1);
  }

  return {
    admission: {
      ...admission,
      json(request, prefix, action, input) {
        count(signingKey(request.headers.authorization), `${SERVICES[prefix] ?? prefix}:${action}`);
        admission.json(request, prefix, action, input);
      },
      query(request, action, fields) {
        count(signingKey(request.headers.authorization), `sns:${action}`);
        admission.query(request, action, fields);
      },
      s3(request, call) {
        count(signingKey(request.headers.authorization), `s3:${call.method}`);
        admission.s3(request, call);
      },
      dynamodb(call) {
        count(call.accessKey, `dynamodb:${call.action ?? "?"}`);
        return admission.dynamodb(call);
      },
    },
    functionOf: (accessKey) => (accessKey === undefined ? undefined : callers.get(accessKey)?.name),
    counts: () =>
      Object.fromEntries(
        [...callers.values()]
          .filter(({ calls }) => calls.size > 0)
          .map(({ name, calls }) => [name, Object.fromEntries(calls)]),
      ),
  };
}
