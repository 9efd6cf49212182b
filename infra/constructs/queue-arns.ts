/** ARNs of queues as `ENV.routingQueues` holds them, so that the many that share an account and region fit into it. */
export function writeQueueArns(arns: readonly string[]): string {
  const groups = Map.groupBy(arns, (arn) => arn.slice(0, arn.lastIndexOf(":") + 1));
  return [...groups]
    .map(([place, found]) => `${place}${found.map((arn) => arn.slice(place.length)).join(",")}`)
    .join(" ");
}
