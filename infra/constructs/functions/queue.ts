import type { Table } from "aws-cdk-lib/aws-dynamodb";
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { ENV } from "../../../shared/names.ts";
import { type AlarmTopics, addAlarm } from "../fleet-alarm.ts";
import type { Lane } from "../lanes/row.ts";
import { FIVE_MINUTE_SUM } from "../metrics.ts";
import { FleetFunction, type FleetFunctionProps } from "./fleet-function.ts";
import { onRows } from "./grants.ts";

export type QueueFunctionProps = FleetFunctionProps & {
  readonly lane: Lane;
  /** Keeps why messages failed that go on to the dead-letter queue. */
  readonly state: Table;
  /** Batches of the queue that are worked on at once; 2–1,000. */
  readonly maximumConcurrency: number;
};

/**
 * A function that a queue feeds with batches of ten; it answers with the messages that failed. It reserves the
 * concurrency that its queue may ask for: a throttled receive would count towards the message's maxReceiveCount.
 */
export class QueueFunction extends FleetFunction {
  constructor(scope: Construct, id: string, props: QueueFunctionProps) {
    const { name, queue, maxReceiveCount } = props.lane;
    super(scope, id, {
      ...props,
      grants: [...props.grants, onRows(props.state, ENV.stateTable, "dead-letter-cause#", ["UpdateItem"])],
      environment: { ...props.environment, [ENV.lane]: name, [ENV.laneReceives]: String(maxReceiveCount) },
    });
    // What an event source needs: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    this.allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], [queue.queueArn]);
    new EventSourceMapping(this, "Source", {
      target: this.lambda,
      eventSourceArn: queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      maxConcurrency: props.maximumConcurrency,
    });
    if (!props.queuesItself) this.#ringWhenStopped(id, props.topics);
  }

  /** A loop that leads through queues or topics of others, which no test of the template sees. */
  #ringWhenStopped(name: string, topics: AlarmTopics): void {
    addAlarm(this, "LoopStoppedAlarm", topics, {
      metric: this.lambda.metric("RecursiveInvocationsDropped", FIVE_MINUTE_SUM),
      withoutData: "ok",
      zh: `${name} 的消息绕了 16 圈，被 Lambda 截断并转入死信队列：请查看是哪个外部队列或主题把消息送了回来。`,
      en: `Lambda stopped a loop through ${name} and set its message aside: find the queue or topic that sends messages back.`,
    });
  }
}
