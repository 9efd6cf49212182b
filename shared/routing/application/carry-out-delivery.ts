import { type Delivery, type DeliveryTarget, targetWord } from "../../deliveries/domain/delivery.ts";
import type { CircuitBreaker } from "../../kernel/application/circuit-breaker.ts";
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

  /** Only the target's own trouble counts: an answer about one delivery alone says that the target is there. */
  async function tellCircuit(breaker: CircuitBreaker, target: DeliveryTarget, error?: AppError): Promise<void> {
    try {
      if (error?.code === "unreachable" || (error?.code === "unavailable" && target.type !== "webhook")) {
        await breaker.failed();
      } else await breaker.answered();
    } catch (cause) {
      log.error("the circuit breaker did not learn of a delivery", cause, { target: targetWord(target) });
    }
  }

  return async (delivery) => {
    const { target } = delivery;
    const breaker = deps.breakerOf(targetWord(target));
    const pause = await breaker.pause();
    if (pause > 0) return { done: false, pause };
    const startedAt = clock.now();
    try {
      await deliver(delivery);
    } catch (cause) {
      const error = cause instanceof AppError ? cause : new AppError("internal", "a delivery failed", { cause });
      await tellCircuit(breaker, target, error);
      metrics.count("DeliveryFailed", 1, { target: target.type });
      return { done: false, failure: error };
    }
    await tellCircuit(breaker, target);
    metrics.count("Delivered", 1, { target: target.type });
    metrics.duration("DeliveryCall", clock.now() - startedAt);
    return { done: true };
  };
}
