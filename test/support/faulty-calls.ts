import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { AppError } from "../../shared/kernel/domain/errors.ts";

/** What happens to a call: `lost`: it takes effect, its answer does not come; `away`: it takes no effect. */
export type Fault = "fine" | "lost" | "away";

/** The fault of each call in turn; `fine` once the list is at its end, or `over.now` is true. */
export function inTurn(faults: readonly Fault[], over: { now: boolean }): () => Fault {
  let calls = 0;
  return () => {
    const fault = over.now ? "fine" : (faults[calls] ?? "fine");
    calls += 1;
    return fault;
  };
}

function unavailable(): AppError {
  return new AppError("unavailable", "the store does not answer", { retryable: true });
}

/** Copies of ports whose calls meet faults. Unlike a crash (`crashAt`) a fault ends nothing but its call. */
export function faultyPorts(next: () => Fault) {
  return {
    port: <T extends object>(target: T): T =>
      new Proxy(target, {
        get(object, name, receiver) {
          const member: unknown = Reflect.get(object, name, receiver);
          if (typeof member !== "function") return member;
          return async (...args: unknown[]) => {
            const fault = next();
            if (fault === "away") throw unavailable();
            const result: unknown = await Reflect.apply(member, object, args);
            if (fault === "lost") throw unavailable();
            return result;
          };
        },
      }),
  };
}

const ATTEMPTS = 3;

/**
 * A client whose calls meet faults as the SDK does: it repeats a call up to three times, so that a call whose answer was
 * lost meets what it has written itself.
 */
export function faultyClient(
  client: DynamoDBClient,
  next: (command: object, attempt: number) => Fault,
): DynamoDBClient {
  async function send(command: Parameters<DynamoDBClient["send"]>[0]): Promise<unknown> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const fault = next(command, attempt);
      if (fault === "away") continue;
      const answer = client.send(command);
      if (fault === "fine") return answer;
      await answer.catch(() => "its answer is lost, whatever it was");
    }
    throw Object.assign(new Error("no answer"), { name: "TimeoutError" });
  }
  return new Proxy(client, {
    get: (object, name) => (name === "send" ? send : Reflect.get(object, name)),
  });
}
