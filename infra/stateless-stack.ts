import { CfnOutput, Validations } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { ENV } from "../shared/names.ts";
import { FrontDoor } from "./constructs/front-door.ts";
import { FleetStack } from "./fleet-stack.ts";
import { accountFunctions } from "./functions/account-functions.ts";
import { broadcastFunctions } from "./functions/broadcast-functions.ts";
import { messageFunctions } from "./functions/message-functions.ts";
import { operatorFunctions } from "./functions/operator-functions.ts";
import { Observability } from "./observability.ts";
import { Poller } from "./poller.ts";
import type { Settings } from "./settings.ts";
import type { StatefulStack } from "./stateful-stack.ts";

type StatelessProps = { readonly stateful: StatefulStack; readonly functionsDir: string };

/** The functions, what calls them, and what watches them. It holds no data and can be deleted and made again. */
export class StatelessStack extends FleetStack {
  constructor(scope: Construct, id: string, settings: Settings, props: StatelessProps) {
    super(scope, id, settings, { description: "wechat-fleet: functions, HTTP API, alarms" });
    const { api } = new FrontDoor(this, "Http", settings);
    const outside = { [ENV.publicUrl]: settings.publicUrl ?? api.apiEndpoint };
    const common = { settings, api, outside, ...props };
    const messages = messageFunctions(this, common);
    const accounts = accountFunctions(this, common);
    const operators = operatorFunctions(this, common);
    const broadcasting = broadcastFunctions(this, common);
    const pollers = settings.pollers > 0 ? { poller: new Poller(this, "Poller", common) } : {};

    const bodiesArn = `${props.stateful.stackName}:ExportsOutputFnGetAttBodiesBucketArnC7E4898A`;
    Validations.of(operators.api.role).acknowledge(
      {
        id: `AwsSolutions-IAM5[Resource::${bodiesArn}/media/*]`,
        reason: "Every object below media/ is a received file, under a name made when it is stored.",
      },
      {
        id: `AwsSolutions-IAM5[Resource::${bodiesArn}/inbound/*]`,
        reason: "Every object below inbound/ is a received message, under a name made when it is stored.",
      },
    );
    const storing = [messages.callback, messages.officialCallback, messages.consumer, ...Object.values(pollers)];
    for (const { role } of storing) {
      Validations.of(role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${bodiesArn}/*]`,
        reason:
          "Every object of this bucket is a body, under a name made when it is stored: the wildcard is the bucket.",
      });
    }
    new Observability(this, "Observability", {
      settings,
      api,
      lanes: props.stateful.lanes,
      functions: { ...messages, ...accounts, ...operators, ...broadcasting, ...pollers },
    });
    new CfnOutput(this, "HttpApiUrl", { value: api.apiEndpoint });
  }
}
