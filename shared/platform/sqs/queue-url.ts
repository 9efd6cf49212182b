/**
 * Where a queue is called, by its ARN. Queues have their URLs by this form, in every partition. Source: Amazon SQS queue
 * and message identifiers.
 */
export function queueAt(arn: string): { readonly region: string; readonly url: string } {
  const [, partition = "", , region = "", account = "", name = ""] = arn.split(":");
  const domain = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return { region, url: `https://sqs.${region}.${domain}/${account}/${name}` };
}
