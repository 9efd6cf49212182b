import type { EventBridgeClientConfig } from "@aws-sdk/client-eventbridge";
import type { Events } from "../../kernel/application/ports/events.ts";

/** The event bus, whose client is loaded at the first event: in most functions events are the exception. */
export function createLazyEvents(deps: { readonly busName: string; readonly client: EventBridgeClientConfig }): Events {
  let events: Promise<Events> | undefined;
  return {
    async publish(list) {
      events ??= import("./connect.ts").then(({ connectEvents }) => connectEvents(deps.busName, deps.client));
      await (await events).publish(list);
    },
  };
}
