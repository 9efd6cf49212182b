import { type CallerConfig, createCall } from "./caller.ts";
import type { Service } from "./service.ts";

/** A command as the SDK's clients take it: the name of an action, and its input. */
type LightCommand = { readonly action: string; readonly input: object };

/** A class that stands for the SDK's client of a service. */
export function lightClient(service: Service) {
  return class LightClient {
    readonly #call;
    /** The SDK's clients carry out what stands in it; here nothing does. */
    readonly middlewareStack = { remove: () => false };

    constructor(config?: CallerConfig) {
      this.#call = createCall(service, config);
    }

    send({ action, input }: LightCommand): Promise<unknown> {
      return this.#call(action, input);
    }
  };
}

/** A class that stands for the SDK's command of an action. */
export function lightCommand(action: string) {
  return class {
    readonly action = action;
    readonly input: object;

    constructor(input: object) {
      this.input = input;
    }
  };
}
