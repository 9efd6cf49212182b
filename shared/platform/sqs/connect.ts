import { SQSClient, type SQSClientConfig } from "@aws-sdk/client-sqs";
import { lean } from "../aws/lean.ts";

/** The client of SQS. It computes no MD5 of bodies: TLS and the signature guard them. */
export function connectSqs(config: SQSClientConfig): SQSClient {
  return lean(new SQSClient({ ...config, md5: false }));
}
