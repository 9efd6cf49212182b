import type { Synthesized } from "./synthesize.ts";

type Resources = Synthesized["resources"];
type Statement = { readonly Effect: string; readonly Action: string | string[]; readonly Resource: unknown };

/** Actions by which a function fills what may invoke a function: the services that Lambda's loop detection follows. */
const FILLS: ReadonlySet<string> = new Set([
  "sqs:SendMessage",
  "s3:PutObject",
  "sns:Publish",
  "lambda:InvokeFunction",
  "sqs:*",
  "s3:*",
  "sns:*",
  "lambda:*",
]);

/**
 * Who may invoke whom, by logical ids: functions fill queues, buckets and topics by their roles' policies; these invoke
 * functions, or fill each other, by event sources, notifications and subscriptions.
 */
export function invocationGraph(
  resources: Resources,
  readable: Synthesized["readable"],
): ReadonlyMap<string, ReadonlySet<string>> {
  const edges = new Map<string, Set<string>>();
  /** `QueueId.Arn`, `BucketId.Arn/prefix*` or `TopicId`. */
  const idOf = (value: unknown): string => readable(value).replace(/[./].*$/, "");
  const connect = (from: unknown, to: unknown): void => {
    const [source, target] = [idOf(from), idOf(to)];
    if (source in resources && target in resources) edges.set(source, (edges.get(source) ?? new Set()).add(target));
  };
  const ofType = (type: string) =>
    Object.entries(resources).flatMap(([id, { Type, Properties }]) =>
      Type === type ? [{ id, ...Object(Properties) }] : [],
    );

  const functions = ofType("AWS::Lambda::Function");
  for (const { Roles = [], PolicyDocument } of ofType("AWS::IAM::Policy")) {
    const owners = functions.filter(({ Role }) => Roles.map(idOf).includes(idOf(Role)));
    for (const { Effect, Action, Resource } of PolicyDocument.Statement as Statement[]) {
      if (Effect !== "Allow" || ![Action].flat().some((action) => FILLS.has(action))) continue;
      for (const { id } of owners) for (const resource of [Resource].flat()) connect(id, resource);
    }
  }
  for (const { EventSourceArn, FunctionName } of ofType("AWS::Lambda::EventSourceMapping")) {
    connect(EventSourceArn, FunctionName);
  }
  for (const { id, NotificationConfiguration = {} } of ofType("AWS::S3::Bucket")) {
    const configured = Object.values<Record<string, unknown>[]>(NotificationConfiguration).flat();
    for (const to of configured) connect(id, to.Function ?? to.Queue ?? to.Topic);
  }
  for (const { TopicArn, Endpoint } of ofType("AWS::SNS::Subscription")) connect(TopicArn, Endpoint);
  for (const { id, Subscription = [] } of ofType("AWS::SNS::Topic")) {
    for (const { Endpoint } of Subscription) connect(id, Endpoint);
  }
  return edges;
}

/** The functions that can be invoked by what they cause themselves. */
export function functionsInLoops(resources: Resources, readable: Synthesized["readable"]): string[] {
  const edges = invocationGraph(resources, readable);
  const reaches = (from: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const left = [...(edges.get(from) ?? [])];
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      left.push(...(edges.get(id) ?? []));
    }
    return seen;
  };
  return Object.entries(resources)
    .filter(([id, { Type }]) => Type === "AWS::Lambda::Function" && reaches(id).has(id))
    .map(([id]) => id)
    .toSorted();
}
