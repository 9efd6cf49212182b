import type { Clock, Log, NewId } from "../../../shared/kernel/application/ports/runtime.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { type HttpResponse, problemOf } from "../../../shared/lambda/problem.ts";

/** A request that was carried out or tried. */
export type AuditedRequest = {
  /** The caller. */
  readonly subject: string;
  readonly role: string;
  readonly method: string;
  readonly path: string;
};

export type AuditDeps = {
  /** Writes an entry, or replaces the one that has the same `id`; `at` in epoch ms. */
  readonly audit: {
    write(entry: AuditedRequest & { id: string; at: number; status: number | "started" }): Promise<void>;
  };
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
};

/**
 * Carries out a request, and writes it to the audit trail under one id: as `started` before, with its status after.
 * Throws `unavailable` if the start cannot be written; the request is not carried out then. If the end cannot be
 * written, the request has taken effect, its entry stays `started`, and the log tells it.
 */
export async function audited(
  deps: AuditDeps,
  request: AuditedRequest,
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
