import type { Clock, Log, NewId } from "../../../shared/kernel/application/ports/runtime.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { type HttpResponse, problemOf } from "../../../shared/lambda/problem.ts";
import type { AuditTrail } from "../../../shared/operators/application/ports/audit.ts";
import type { AuditEntry } from "../../../shared/operators/domain/audit.ts";

export type AuditDeps = {
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
};

/**
 * Carries out a request between two entries of the audit trail: `started` before, the status after, under one id. What
 * cannot be recorded is not done (`unavailable`). An end that cannot be recorded is logged: the request took effect,
 * and its entry stays `started`.
 */
export async function audited(
  deps: AuditDeps,
  request: Pick<AuditEntry, "subject" | "role" | "method" | "path">,
  carryOut: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const entry = { id: deps.newId(), at: deps.clock.now(), ...request };

  async function end(status: number): Promise<void> {
    try {
      await deps.audit.write({ ...entry, status });
    } catch (error) {
      deps.log.error("the end of a request is missing in the audit trail", error, { ...entry, status });
    }
  }

  try {
    await deps.audit.write({ ...entry, status: "started" });
  } catch (cause) {
    throw new AppError("unavailable", "the audit trail cannot be written; nothing was done", {
      retryable: true,
      cause,
    });
  }
  try {
    const response = await carryOut();
    await end(response.status);
    return response;
  } catch (error) {
    await end(problemOf(error).status);
    throw error;
  }
}
