import type { SNSClientConfig } from "@aws-sdk/client-sns";
import type { AlertChannel, AlertChannels } from "../../alerts/application/ports/channels.ts";
import { type AlertCredentials, BROKEN_CHANNEL, type RobotCredentials, TOPIC_CHANNEL } from "./credentials.ts";
import { createDingtalkChannel } from "./dingtalk.ts";
import { createFeishuChannel } from "./feishu.ts";
import type { RobotDeps } from "./robot.ts";
import { createWecomChannel } from "./wecom.ts";

/** SNS takes 256 KB; an e-mail that is longer than this would not be read. */
const TOPIC_MAX_BYTES = 16_000;

/**
 * The topic and every robot of the secret. While the secret cannot be read, one channel that fails with the reason
 * stands for all robots, so that the topic still gets its alerts and the robots theirs later.
 */
export function createAlertChannels(
  deps: RobotDeps & {
    readonly credentials: () => Promise<AlertCredentials>;
    readonly topic: { readonly arn: string; readonly client: SNSClientConfig };
  },
): AlertChannels {
  const topic = lazyTopic(deps.topic);

  async function robots(): Promise<readonly AlertChannel[]> {
    try {
      return (await deps.credentials()).channels.map((robot) => robotChannel(robot, deps));
    } catch (error) {
      return [{ name: BROKEN_CHANNEL, maxBytes: TOPIC_MAX_BYTES, send: () => Promise.reject(error) }];
    }
  }

  return async () => [topic, ...(await robots())];
}

function robotChannel(robot: RobotCredentials, deps: RobotDeps): AlertChannel {
  switch (robot.type) {
    case "wecom":
      return createWecomChannel(robot, deps);
    case "dingtalk":
      return createDingtalkChannel(robot, deps);
    case "feishu":
      return createFeishuChannel(robot, deps);
    default:
      return robot satisfies never;
  }
}

/** The client is loaded at the first message: most invocations only keep an alert. */
function lazyTopic({ arn, client }: { arn: string; client: SNSClientConfig }): AlertChannel {
  let publish: Promise<(text: string) => Promise<void>> | undefined;
  return {
    name: TOPIC_CHANNEL,
    maxBytes: TOPIC_MAX_BYTES,
    async send(text) {
      publish ??= import("./topic.ts").then(({ connectTopic }) => connectTopic(arn, client));
      await (await publish)(text);
    },
  };
}
