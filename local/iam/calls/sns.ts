import type { TopicModel } from "../../template/model.ts";
import type { AccessRequest } from "../policy.ts";

/**
 * The permissions that a call to SNS needs. Publishing to an encrypted topic needs those of its key as well:
 * "Key management" in the Amazon SNS developer guide.
 */
export function createSnsRequests(
  topics: readonly TopicModel[],
): (action: string, fields: URLSearchParams) => readonly AccessRequest[] {
  return (action, fields) => {
    const arn = fields.get("TopicArn") ?? fields.get("TargetArn");
    if (action === "GetCallerIdentity") return [];
    const call = { action: `SNS:${action}`, resource: arn ?? "*" };
    const keyArn = action === "Publish" ? topics.find((topic) => topic.arn === arn)?.keyArn : undefined;
    if (keyArn === undefined) return [call];
    return [call, ...["kms:GenerateDataKey", "kms:Decrypt"].map((one) => ({ action: one, resource: keyArn }))];
  };
}
