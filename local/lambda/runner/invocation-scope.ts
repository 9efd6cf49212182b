import { InvokeStore, InvokeStoreBase } from "@aws/lambda-invoke-store";
import type { Invocation } from "./protocol.ts";

/** What code finds out about the invocation that it works for: its request id and its trace header. */
export type InvocationScope = {
  run<T>(invocation: Invocation, work: () => T): T;
  /** For what is done before the first invocation: Powertools' logger asks for an open store. */
  before<T>(work: () => T): T;
  /** `-` outside of any invocation. */
  requestId(): string;
};

const { REQUEST_ID, X_RAY_TRACE_ID } = InvokeStoreBase.PROTECTED_KEYS;

/**
 * The store in which Lambda's own runtime keeps them, so that the SDK and Powertools read them there. It tells several
 * invocations at once apart where `AWS_LAMBDA_MAX_CONCURRENCY` is set, as on Lambda Managed Instances. Else there is
 * also the variable by which older code finds the trace header.
 */
export async function openInvocationScope(environment: NodeJS.ProcessEnv): Promise<InvocationScope> {
  const store = await InvokeStore.getInstanceAsync();
  const isShared = environment.AWS_LAMBDA_MAX_CONCURRENCY !== undefined;
  return {
    before: (work) => store.run({}, work),
    requestId: () => store.getRequestId(),
    run({ requestId, traceHeader }, work) {
      if (!isShared) environment._X_AMZN_TRACE_ID = traceHeader;
      return store.run({ [REQUEST_ID]: requestId, [X_RAY_TRACE_ID]: traceHeader }, work);
    },
  };
}
