import { EventBridgeClient, type EventBridgeClientConfig } from "@aws-sdk/client-eventbridge";
import type { Events } from "../../kernel/application/ports/events.ts";
import { lean } from "../../platform/aws/lean.ts";
import { createEventBridgeEvents } from "./events.ts";

/** Client and bus together, so that a bundle can load both lazily. */
export function connectEvents(busName: string, client: EventBridgeClientConfig): Events {
  return createEventBridgeEvents({ client: lean(new EventBridgeClient(client)), busName });
}
