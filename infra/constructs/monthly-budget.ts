import { CfnBudget } from "aws-cdk-lib/aws-budgets";
import { Construct } from "constructs";

export type MonthlyBudgetProps = {
  readonly stage: string;
  /** USD a month, of the whole AWS account. */
  readonly limit: number;
  /** Hears of it. AWS Budgets must be let in by the topic's policy and its key. */
  readonly topicArn: string;
};

/** When the topic hears of it: at per cents of the limit that are spent, and that the month will have cost by its end. */
const NOTICES = [
  { notificationType: "ACTUAL", threshold: 80 },
  { notificationType: "ACTUAL", threshold: 100 },
  { notificationType: "FORECASTED", threshold: 100 },
];

/** A budget of what the AWS account costs. AWS reckons up to three times a day, and charges nothing for it. */
export class MonthlyBudget extends Construct {
  constructor(scope: Construct, id: string, { stage, limit, topicArn }: MonthlyBudgetProps) {
    super(scope, id);
    new CfnBudget(this, "Resource", {
      budget: {
        budgetName: `wechat-fleet-${stage}`,
        budgetType: "COST",
        timeUnit: "MONTHLY",
        budgetLimit: { amount: limit, unit: "USD" },
      },
      notificationsWithSubscribers: NOTICES.map((notice) => ({
        notification: { ...notice, comparisonOperator: "GREATER_THAN", thresholdType: "PERCENTAGE" },
        subscribers: [{ subscriptionType: "SNS", address: topicArn }],
      })),
    });
  }
}
