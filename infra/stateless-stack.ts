import { CfnOutput } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { ENV } from "../shared/names.ts";
import { CAPABILITIES } from "./capabilities/registry.ts";
import { Egress } from "./constructs/egress.ts";
import { FrontDoor } from "./constructs/front-door.ts";
import type { FleetFunction } from "./constructs/functions/fleet-function.ts";
import { HttpFunction } from "./constructs/functions/http.ts";
import { MonthlyBudget } from "./constructs/monthly-budget.ts";
import { FleetStack } from "./fleet-stack.ts";
import { Observability } from "./observability.ts";
import type { Settings } from "./settings.ts";
import type { StatefulStack } from "./stateful-stack.ts";

type StatelessProps = { readonly stateful: StatefulStack; readonly functionsDir: string };

/** The functions, what calls them, and what watches them. It holds no data and can be deleted and made again. */
export class StatelessStack extends FleetStack {
  constructor(scope: Construct, id: string, settings: Settings, { stateful, functionsDir }: StatelessProps) {
    super(scope, id, settings, { description: "wechat-fleet: functions, HTTP API, alarms" });
    const frontDoor = new FrontDoor(this, "Http", settings);
    const { api } = frontDoor;
    const outside = { [ENV.publicUrl]: settings.publicUrl ?? api.apiEndpoint };
    const { failures, topics } = stateful;
    const { addresses } = stateful;
    const egress = addresses.length > 0 ? new Egress(this, "Egress", { addresses }) : undefined;
    const common = { settings, functionsDir, failures: failures.queue, topics, egress };
    const fleet = { settings, common, api, outside, stateful };
    const functions: Record<string, FleetFunction> = {};
    for (const capability of CAPABILITIES) Object.assign(functions, capability.functions(this, fleet));
    frontDoor.limit(Object.values(functions).flatMap((fn) => (fn instanceof HttpFunction ? fn.limited : [])));
    const { stage, monthlyBudget } = settings;
    if (monthlyBudget !== undefined) {
      new MonthlyBudget(this, "Budget", { stage, limit: monthlyBudget, topicArn: stateful.alertTopic.arn });
    }
    new Observability(this, "Observability", {
      stage,
      topics,
      api,
      lanes: stateful.lanes,
      tables: stateful,
      functions,
    });
    new CfnOutput(this, "HttpApiUrl", { value: api.apiEndpoint });
  }
}
