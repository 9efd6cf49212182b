import { createS3Store, type S3Store } from "../aws/s3/store.ts";
import { createTopics, type Topics } from "../sns/topics.ts";
import { createSqsEngine, type SqsEngine } from "../sqs/engine.ts";
import type { Ground } from "./ground.ts";
import { createQueues } from "./queues.ts";

/** The queues, topics and buckets of the template, in this process. */
export type Stores = {
  readonly queues: SqsEngine;
  readonly topics: Topics;
  readonly s3: S3Store;
  /** Messages that an earlier run left in flight, and the longest time until they are visible again. */
  readonly leftInFlight: { readonly messages: number; readonly seconds: number };
};

export function openStores({ dir, clock, chances, durability, model }: Ground, started: AsyncDisposableStack): Stores {
  const queues = createSqsEngine({ path: dir.queues, clock, strays: chances.strays, durability });
  started.defer(() => queues.close());
  const leftInFlight = createQueues(queues, model);
  const topics = createTopics({ arns: model.topics.map(({ arn }) => arn), clock, path: dir.topics });
  started.defer(() => topics.close());
  const s3 = createS3Store({ dir: dir.bodies, clock, durability });
  started.defer(() => s3.close());
  for (const { name } of model.buckets) s3.ensureBucket(name);
  return { queues, topics, s3, leftInFlight };
}
