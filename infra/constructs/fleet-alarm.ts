import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";

/** The SNS topics that alarms tell by themselves. EventBridge brings every alarm to the notifier besides. */
export type AlarmTopics = {
  /** Hears of every alarm; without it most alarms reach the operators by the notifier alone. */
  readonly every: string | undefined;
  /** Hears of the alarms on the notifier and on its way. */
  readonly direct: string;
};

export type FleetAlarmProps = {
  readonly metric: IMetric;
  /** The alarm rings at this value or above; at 1 unless given. */
  readonly threshold?: number;
  /** The alarm rings below the threshold instead. */
  readonly below?: boolean;
  /** How many of the metric's periods in a row; one unless given. */
  readonly periods?: number;
  /** What a period without data means. Counts are written when there is something to count: their silence is good. */
  readonly withoutData: "ok" | "rings";
  /** Whether the alarm tells the topic by itself: it is about what tells the operators of every other alarm. */
  readonly direct?: boolean;
  /** What it means and what to do first, in Chinese: the line that operators' groups show. */
  readonly zh: string;
  /** The same in English. */
  readonly en: string;
};

/** An alarm that tells its topic, if it has one, when it rings and when it is over. */
export function addAlarm(scope: Construct, id: string, topics: AlarmTopics, props: FleetAlarmProps): Alarm {
  const alarm = new Alarm(scope, id, {
    metric: props.metric,
    threshold: props.threshold ?? 1,
    evaluationPeriods: props.periods ?? 1,
    comparisonOperator: props.below
      ? ComparisonOperator.LESS_THAN_THRESHOLD
      : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: props.withoutData === "ok" ? TreatMissingData.NOT_BREACHING : TreatMissingData.BREACHING,
    alarmDescription: `${props.zh}\n${props.en}`,
  });
  const topic = props.direct ? (topics.every ?? topics.direct) : topics.every;
  if (topic !== undefined) {
    const tellTopic = { bind: () => ({ alarmActionArn: topic }) };
    alarm.addAlarmAction(tellTopic);
    alarm.addOkAction(tellTopic);
  }
  return alarm;
}
