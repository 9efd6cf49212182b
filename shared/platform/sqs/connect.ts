import { SQSClient, type SQSClientConfig } from "@aws-sdk/client-sqs";

/** The client, for a bundle that loads it only when it is needed. */
export function connectSqs(config: SQSClientConfig): SQSClient {
  return new SQSClient(config);
}
