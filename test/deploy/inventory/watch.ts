import { ACCOUNT, type AwsCalls, type Json, listOf, objectOf, textOf } from "../cloud/aws-calls.ts";
import { capitalized, pick, type Rows, without } from "./row.ts";

/** What an alarm shows beside its settings. */
const ALARM_STATE = [
  "AlarmArn",
  "AlarmConfigurationUpdatedTimestamp",
  "AlarmName",
  "StateReason",
  "StateReasonData",
  "StateUpdatedTimestamp",
  "StateTransitionedTimestamp",
  "StateValue",
];

/** moto keeps no subscribers of a notification: they are taken from the template. */
async function notificationsOf(aws: AwsCalls, budget: string, wanted: readonly Json[]): Promise<Json[]> {
  const of = { AccountId: ACCOUNT, BudgetName: budget };
  const answer = await aws.call("budgets", "DescribeNotificationsForBudget", of);
  return listOf(answer, "Notifications").map((notification, index) => ({
    Notification: without(notification, "NotificationState"),
    Subscribers: wanted[index]?.Subscribers,
  }));
}

export const WATCH: Rows = {
  "AWS::Logs::LogGroup": {
    async read(aws, name, { LogGroupName }) {
      const answer = await aws.call("logs", "DescribeLogGroups", { logGroupNamePrefix: name });
      const group = listOf(answer, "logGroups").find(({ logGroupName }) => logGroupName === name);
      if (!group) throw new Error(`there is no log group ${name}`);
      return {
        ...(LogGroupName === undefined ? {} : { LogGroupName: name }),
        ...(group.retentionInDays === undefined ? {} : { RetentionInDays: group.retentionInDays }),
      };
    },
    list: async (aws) =>
      listOf(await aws.call("logs", "DescribeLogGroups", {}), "logGroups").map((group) =>
        textOf(group, "logGroupName"),
      ),
  },
  "AWS::Logs::LogStream": {
    async read(aws, name, { LogGroupName }) {
      const answer = await aws.call("logs", "DescribeLogStreams", {
        logGroupName: LogGroupName,
        logStreamNamePrefix: name,
      });
      if (listOf(answer, "logStreams").length !== 1) throw new Error(`there is no log stream ${name}`);
      return { LogGroupName };
    },
  },
  "AWS::Logs::MetricFilter": {
    async read(aws, name, { LogGroupName }) {
      const input = { logGroupName: LogGroupName, filterNamePrefix: name };
      const [filter] = listOf(await aws.call("logs", "DescribeMetricFilters", input), "metricFilters");
      return {
        FilterPattern: filter?.filterPattern,
        LogGroupName,
        MetricTransformations: listOf(filter, "metricTransformations").map(capitalized),
      };
    },
  },
  "AWS::CloudWatch::Alarm": {
    async read(aws, name) {
      const [alarm] = listOf(await aws.call("monitoring", "DescribeAlarms", { AlarmNames: [name] }), "MetricAlarms");
      if (!alarm) throw new Error(`there is no alarm ${name}`);
      return without(alarm, ...ALARM_STATE);
    },
    defaults: { ActionsEnabled: true },
    list: async (aws) =>
      listOf(await aws.call("monitoring", "DescribeAlarms", { MaxRecords: 100 }), "MetricAlarms").map((alarm) =>
        textOf(alarm, "AlarmName"),
      ),
  },
  "AWS::CloudWatch::Dashboard": {
    async read(aws, name) {
      const dashboard = await aws.call("monitoring", "GetDashboard", { DashboardName: name });
      return pick(dashboard, "DashboardBody", "DashboardName");
    },
    list: async (aws) =>
      listOf(await aws.call("monitoring", "ListDashboards", {}), "DashboardEntries").map((entry) =>
        textOf(entry, "DashboardName"),
      ),
  },
  "AWS::Budgets::Budget": {
    async read(aws, name, properties) {
      const answer = await aws.call("budgets", "DescribeBudget", { AccountId: ACCOUNT, BudgetName: name });
      const budget = objectOf(answer, "Budget");
      return {
        Budget: pick(budget, "BudgetLimit", "BudgetName", "BudgetType", "TimeUnit"),
        NotificationsWithSubscribers: await notificationsOf(
          aws,
          name,
          listOf(properties, "NotificationsWithSubscribers"),
        ),
      };
    },
    list: async (aws) =>
      listOf(await aws.call("budgets", "DescribeBudgets", { AccountId: ACCOUNT }), "Budgets").map((budget) =>
        textOf(budget, "BudgetName"),
      ),
  },
};
