import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import { Dashboard } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { CAPABILITIES } from "./capabilities/registry.ts";
import { addAlarm } from "./constructs/fleet-alarm.ts";
import type { FleetFunction } from "./constructs/functions/fleet-function.ts";
import { dashboardWidgets } from "./dashboard.ts";
import type { FleetLanes } from "./fleet-lanes.ts";
import type { Settings } from "./settings.ts";

export type ObservabilityProps = {
  readonly settings: Settings;
  readonly api: HttpApi;
  readonly lanes: FleetLanes;
  readonly functions: Readonly<Record<string, FleetFunction>>;
};

/** The alarms of all capabilities' rows, and one dashboard to begin looking. Each lane brings the alarm on its dead letters. */
export class Observability extends Construct {
  constructor(scope: Construct, id: string, { settings, api, lanes, functions }: ObservabilityProps) {
    super(scope, id);
    for (const { alarms } of CAPABILITIES) {
      for (const { id, metric, ...row } of alarms)
        addAlarm(this, id, settings, { ...row, metric: metric({ api, lanes }) });
    }
    new Dashboard(this, "Dashboard", {
      dashboardName: `wechat-fleet-${settings.stage}`,
      widgets: dashboardWidgets({ api, lanes, functions, counts: CAPABILITIES.flatMap(({ counts }) => counts) }),
    });
  }
}
