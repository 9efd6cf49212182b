import { PublishCommand, SNSClient, type SNSClientConfig } from "@aws-sdk/client-sns";
import { AppError } from "../../kernel/domain/errors.ts";
import { lean } from "../../platform/aws/lean.ts";

/** E-mail clients show it; SNS takes ASCII only, 100 characters at most. */
const SUBJECT = "wechat-fleet alert";

/** Client and topic together, so that a bundle can load both lazily. Throws `unavailable`. */
export function connectTopic(topicArn: string, config: SNSClientConfig): (text: string) => Promise<void> {
  const client = lean(new SNSClient(config));
  return async (text) => {
    try {
      await client.send(new PublishCommand({ TopicArn: topicArn, Subject: SUBJECT, Message: text }));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.name : String(cause);
      throw new AppError("unavailable", `SNS 主题没有接受消息（${reason}）`, { retryable: true, cause });
    }
  };
}
