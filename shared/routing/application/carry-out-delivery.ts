import { type Delivery, type DeliveryTarget, targetWord } from "../../deliveries/domain/delivery.ts";
import type { CircuitBreaker, Permit } from "../../kernel/application/circuit-breaker.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { createDeliverToTarget, type DeliverToTargetDeps } from "./deliver-to-target.ts";

export type CarryOutDeliveryDeps = DeliverToTargetDeps & {
  /** The circuit breaker of a target, by its word. */
  readonly breakerOf: (target: string) => CircuitBreaker;
};

/**
 * Where a delivery stands: done, or to be tried again, `pause` ms from now if a circuit says when. `failure`: what failed
 * where it was tried.
 */
export type Delivered =
  | { readonly done: true }
  | { readonly done: false; readonly pause?: number; readonly failure?: unknown };

/**
 * Carries one delivery out, unless its target's circuit is open. What a webhook answers becomes commands with
 * deterministic ids: a delivery that a crash lets be carried out twice sends nothing twice. Every failure is worth
 * another try: what a target refuses today, an operator may mend.
 */
export function createCarryOutDelivery(deps: CarryOutDeliveryDeps): (delivery: Delivery) => Promise<Delivered> {
  const { clock, metrics, log } = deps;
  const deliver = createDeliverToTarget(deps);

  async function tellCircuit(permit: Permit, target: DeliveryTarget, error?: AppError): Promise<void> {
    try {
      await permit[verdictOf(target, error)]();
    } catch (cause) {
      log.error("the circuit breaker did not learn of a delivery", cause, { target: targetWord(target) });
    }
  }

  return async (delivery) => {
    const { target } = delivery;
    const permit = await deps.breakerOf(targetWord(target)).ask();
    if (!permit.granted) return { done: false, pause: permit.pauseMs };
    const startedAt = clock.now();
    try {
      await deliver(delivery);
    } catch (cause) {
      const error = cause instanceof AppError ? cause : new AppError("internal", "a delivery failed", { cause });
      await tellCircuit(permit, target, error);
      metrics.count("DeliveryFailed", 1, { target: target.type });
      return { done: false, failure: error };
    }
    await tellCircuit(permit, target);
    metrics.count("Delivered", 1, { target: target.type });
    metrics.duration("DeliveryCall", clock.now() - startedAt);
    return { done: true };
  };
}

/**
 * What a delivery says of its target: trouble of the target's own, or that it is there, which its refusal of one delivery
 * says too. Trouble of ours says nothing.
 */
function verdictOf({ type }: DeliveryTarget, error: AppError | undefined): Exclude<keyof Permit, "granted"> {
  if (error === undefined || error.code === "refused") return "answered";
  const isTheirs = error.code === "unreachable" || (error.code === "unavailable" && type !== "webhook");
  return isTheirs ? "failed" : "unused";
}
