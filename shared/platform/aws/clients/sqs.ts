/** Stands for `@aws-sdk/client-sqs` in some bundles (decision 39): what they use of it, by the same names. */
import { lightClient, lightCommand } from "../light-client.ts";
import { SERVICES } from "../service.ts";

export const SQSClient = lightClient(SERVICES.sqs);
export const ChangeMessageVisibilityBatchCommand = lightCommand("ChangeMessageVisibilityBatch");
export const SendMessageBatchCommand = lightCommand("SendMessageBatch");
export const SendMessageCommand = lightCommand("SendMessage");
