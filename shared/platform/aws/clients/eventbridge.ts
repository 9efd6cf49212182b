/** Stands for `@aws-sdk/client-eventbridge` in some bundles (decision 39): what they use of it, by the same names. */
import { lightClient, lightCommand } from "../light-client.ts";
import { SERVICES } from "../service.ts";

export const EventBridgeClient = lightClient(SERVICES.events);
export const PutEventsCommand = lightCommand("PutEvents");
