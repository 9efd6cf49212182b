import type { QueryService } from "../aws/query.ts";
import { AwsError } from "../aws/service.ts";
import { xmlText } from "../xml-text.ts";
import type { Topics } from "./topics.ts";

/** Fields of `Publish` that change what subscribers get; they are not emulated. */
const NOT_EMULATED = /^(MessageStructure|PhoneNumber|MessageAttributes\..*|MessageGroupId|MessageDeduplicationId)$/;

/** SNS as far as the platform needs it: creating topics, publishing to them, and looking at them. */
export function createSnsService(topics: Topics): QueryService {
  function demandTopic(fields: URLSearchParams): string {
    const arn = fields.get("TopicArn") ?? fields.get("TargetArn") ?? "";
    if (!topics.arns().includes(arn)) throw new AwsError("NotFound", "Topic does not exist", { status: 404 });
    return arn;
  }

  return {
    xmlns: "http://sns.amazonaws.com/doc/2010-03-31/",
    actions: {
      Publish(fields) {
        const odd = [...fields.keys()].find((field) => NOT_EMULATED.test(field));
        if (odd !== undefined) throw new AwsError("InvalidParameter", `${odd} is not emulated here`);
        const id = topics.publish(demandTopic(fields), fields.get("Message") ?? "", fields.get("Subject"));
        return `<MessageId>${id}</MessageId>`;
      },
      CreateTopic: (fields) => `<TopicArn>${topics.create(fields.get("Name") ?? "")}</TopicArn>`,
      ListTopics: () => `<Topics>${topics.arns().map(member).join("")}</Topics>`,
      GetTopicAttributes(fields) {
        const arn = demandTopic(fields);
        const entries = Object.entries({ TopicArn: arn, SubscriptionsConfirmed: "0", SubscriptionsPending: "0" });
        return `<Attributes>${entries.map(([key, value]) => `<entry><key>${key}</key><value>${xmlText(value)}</value></entry>`).join("")}</Attributes>`;
      },
      ListSubscriptionsByTopic(fields) {
        demandTopic(fields);
        return "<Subscriptions></Subscriptions>";
      },
      ListSubscriptions: () => "<Subscriptions></Subscriptions>",
    },
  };
}

const member = (arn: string): string => `<member><TopicArn>${xmlText(arn)}</TopicArn></member>`;
