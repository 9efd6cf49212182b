import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import { Dashboard } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import type { Tables } from "./capabilities/capability.ts";
import { CAPABILITIES } from "./capabilities/registry.ts";
import { type AlarmTopics, addAlarm } from "./constructs/fleet-alarm.ts";
import type { FleetFunction } from "./constructs/functions/fleet-function.ts";
import { dashboardWidgets } from "./dashboard.ts";
import type { FleetLanes } from "./fleet-lanes.ts";

export type ObservabilityProps = {
  readonly stage: string;
  readonly topics: AlarmTopics;
  readonly api: HttpApi;
  readonly lanes: FleetLanes;
  readonly tables: Tables;
  readonly functions: Readonly<Record<string, FleetFunction>>;
};

/** The alarms of all capabilities' rows, and one dashboard to begin looking. Lanes and functions bring further alarms. */
export class Observability extends Construct {
  constructor(scope: Construct, id: string, { stage, topics, api, lanes, tables, functions }: ObservabilityProps) {
    super(scope, id);
    const lambda = (name: string) => {
      const found = functions[name];
      if (!found) throw new Error(`an alarm watches the function ${name}, which is not there`);
      return found.lambda;
    };
    for (const { alarms } of CAPABILITIES) {
      for (const { id, metric, ...row } of alarms) {
        addAlarm(this, id, topics, { ...row, metric: metric({ api, lanes, tables, lambda }) });
      }
    }
    new Dashboard(this, "Dashboard", {
      dashboardName: `wechat-fleet-${stage}`,
      widgets: dashboardWidgets({ api, lanes, functions, counts: CAPABILITIES.flatMap(({ counts }) => counts) }),
    });
  }
}
