import { type CfnElement, DefaultStackSynthesizer, type IStackSynthesizer, Stack } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import type { Settings } from "./settings.ts";

/** A stack whose logical ids are the construct's path alone, e.g. `InboundLaneQueue`: stable, and readable in events. */
export class FleetStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings, props: { readonly description: string }) {
    super(scope, id, {
      ...props,
      stackName: `wechat-fleet-${settings.stage}-${id.toLowerCase()}`,
      // The CDK CLI checks the bootstrap version by itself before it deploys. (CDK's types are written without
      // exactOptionalPropertyTypes: the assertion says no more than its own declaration.)
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer,
    });
  }

  /** CDK refuses to synthesize two elements with one id, so that leaving out its hash is safe. */
  protected override allocateLogicalId(element: CfnElement): string {
    return element.node.path
      .slice(this.node.path.length + 1)
      .split("/")
      .filter((part) => part !== "Resource" && part !== "Default")
      .join("")
      .replaceAll(/[^A-Za-z0-9]/g, "");
  }
}
