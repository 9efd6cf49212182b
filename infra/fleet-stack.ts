import {
  type CfnElement,
  CrossStackReferences,
  DefaultStackSynthesizer,
  type IStackSynthesizer,
  ReferenceStrength,
  Stack,
} from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import type { Settings } from "./settings.ts";

/**
 * CloudFormation keeps an export as long as another stack imports it, so that an option which takes a resource away could
 * not be changed. Weak references read the other stack's outputs (`Fn::GetStackOutput`) and hold nothing. `both` keeps the
 * exports of a stack that was deployed with strong references, while the other one stops to import them.
 */
const STRENGTHS = { weak: ReferenceStrength.WEAK, both: ReferenceStrength.BOTH };

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
    CrossStackReferences.of(this).consume(STRENGTHS[settings.crossStackReferences]);
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
