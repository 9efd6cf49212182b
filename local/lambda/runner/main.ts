/**
 * One execution environment of a function: loads the deploy bundle and carries out the invocations that the process
 * which started it gives it, several at once where that says so. Ends when that process is gone.
 */
import { toFunctionError } from "./function-error.ts";
import { type InvocationScope, openInvocationScope } from "./invocation-scope.ts";
import { type Handler, loadHandler } from "./load-handler.ts";
import { logError, prefixConsoleLines } from "./log-line.ts";
import type { FromRunner, Invocation, ProcessTotals, ToRunner } from "./protocol.ts";
import { createResults } from "./results.ts";
import { installShiftedDate } from "./shifted-date.ts";

const startedAt = performance.now() + performance.timeOrigin;
const setClockOffset = installShiftedDate(Number(process.argv[2] ?? 0));
const { env } = process;
const results = createResults((all) => tell({ type: "results", results: all, totals: totals() }));

void start();

async function start(): Promise<void> {
  process.on("disconnect", () => process.exit(0));
  const scope = await openInvocationScope(env);
  const crashed = crasher(scope);
  process.on("uncaughtException", (thrown) => crashed("Uncaught Exception", thrown, undefined, 129));
  process.on("unhandledRejection", (thrown) =>
    crashed("Unhandled Promise Rejection", thrown, "Runtime.UnhandledPromiseRejection", 128),
  );
  prefixConsoleLines(scope.requestId);
  const loaded = scope.before(() => loadHandler(env.LAMBDA_TASK_ROOT ?? "", env._HANDLER ?? ""));
  if ("error" in loaded) {
    logError("Init Error", loaded.error, scope.requestId());
    return tell({ type: "init-error", error: loaded.error }, () => process.exit(1));
  }
  process.on("message", (message: ToRunner) => {
    if (message.type === "end") process.exit(0);
    for (const invocation of message.invocations) {
      setClockOffset(invocation.clockOffset);
      void scope.run(invocation, () => invoke(loaded.handler, invocation));
    }
  });
  tell({ type: "ready", initMs: performance.now() + performance.timeOrigin - startedAt, totals: totals() });
}

async function invoke(handler: Handler, invocation: Invocation): Promise<void> {
  const { requestId } = invocation;
  results.begin();
  try {
    results.add({ requestId, payload: await handler(invocation.event, contextOf(invocation)) });
  } catch (thrown) {
    results.fail(requestId, thrown);
  }
}

function contextOf({ requestId: awsRequestId, timeoutMs }: Invocation): object {
  const deadline = performance.now() + timeoutMs;
  const functionName = env.AWS_LAMBDA_FUNCTION_NAME ?? "";
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: `arn:aws:lambda:${env.AWS_REGION}:000000000000:function:${functionName}`,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
}

function totals(): ProcessTotals {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { cpuMs: (userCPUTime + systemCPUTime) / 1000, maxRssMb: maxRSS / 1024 };
}

function tell(message: FromRunner, sent?: () => void): void {
  process.send?.(message, undefined, undefined, () => sent?.());
}

/** Ends the process, and with it every invocation in hand. */
function crasher(scope: InvocationScope) {
  return (title: string, thrown: unknown, errorType: string | undefined, exitCode: number): void => {
    const error = toFunctionError(thrown, errorType);
    logError(title, error, scope.requestId());
    tell({ type: "crash", error }, () => process.exit(exitCode));
  };
}
