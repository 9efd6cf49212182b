import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import type { Settings } from "../settings.ts";

export type FleetAlarmProps = {
  readonly metric: IMetric;
  /** The alarm rings at this value or above; at 1 unless given. */
  readonly threshold?: number;
  /** How many of the metric's periods in a row; one unless given. */
  readonly periods?: number;
  /** What it means and what to do first, in Chinese: the line that operators' groups show. */
  readonly zh: string;
  /** The same in English. */
  readonly en: string;
};

/** An alarm that tells the deployment's topic, when it rings and when it is over. */
export function addAlarm(scope: Construct, id: string, settings: Settings, props: FleetAlarmProps): Alarm {
  const alarm = new Alarm(scope, id, {
    metric: props.metric,
    threshold: props.threshold ?? 1,
    evaluationPeriods: props.periods ?? 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription: `${props.zh}\n${props.en}`,
  });
  const { alarmTopicArn } = settings;
  if (alarmTopicArn !== undefined) {
    const tellTopic = { bind: () => ({ alarmActionArn: alarmTopicArn }) };
    alarm.addAlarmAction(tellTopic);
    alarm.addOkAction(tellTopic);
  }
  return alarm;
}
