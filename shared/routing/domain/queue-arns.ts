/**
 * The queues that a deployment lets messages be routed to, as an environment variable holds them: groups separated by
 * blanks, each the ARN of its first queue and the names of others in the same account and region, separated by commas.
 * `arn:aws:sqs:eu-central-1:123456789012:crm.fifo,erp` stands for two ARNs.
 */
export function readQueueArns(text: string): readonly string[] {
  return text
    .split(" ")
    .filter((group) => group !== "")
    .flatMap((group) => {
      const names = group.lastIndexOf(":") + 1;
      return group
        .slice(names)
        .split(",")
        .map((name) => `${group.slice(0, names)}${name}`);
    });
}
