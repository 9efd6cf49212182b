import {
  type CfnSecurityGroup,
  type CfnSubnet,
  type CfnVPC,
  GatewayVpcEndpointAwsService,
  type IVpc,
  NatProvider,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from "aws-cdk-lib/aws-ec2";
import { Effect, type IRole, Policy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Stack, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";

export type EgressProps = {
  /** Allocation ids of Elastic IPs; each gets a NAT gateway, in an availability zone of its own. */
  readonly addresses: readonly string[];
};

/** Two zones: a function goes on where one is lost, as long as the NAT gateway that it leaves by is in the other. */
const ZONES = 2;

/** What Lambda needs to put a function into a VPC: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
const INTERFACES = [
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:UnassignPrivateIpAddresses",
];

/**
 * A way to the internet with fixed addresses: private subnets behind NAT gateways. DynamoDB and S3 are reached without
 * them. It lies in the stack of the functions that use it, because only then does CloudFormation take it away after
 * them: first it updates functions, then it removes what is left over.
 */
export class Egress extends Construct {
  readonly vpc: Vpc;
  readonly securityGroup: SecurityGroup;
  readonly #interfaces: Policy;

  constructor(scope: Construct, id: string, { addresses }: EgressProps) {
    super(scope, id);
    this.#interfaces = new Policy(this, "Interfaces", { statements: interfaceStatements(Stack.of(this).partition) });
    Validations.of(this.#interfaces).acknowledge({
      id: "AwsSolutions-IAM5[Resource::*]",
      reason: "Lambda's interfaces have no names before it makes them, and describing knows no resources.",
    });
    this.vpc = new Vpc(this, "Vpc", {
      maxAzs: ZONES,
      natGateways: addresses.length,
      natGatewayProvider: NatProvider.gateway({ eipAllocationIds: [...addresses] }),
      subnetConfiguration: [
        { name: "Public", subnetType: SubnetType.PUBLIC, cidrMask: 28, mapPublicIpOnLaunch: false },
        { name: "Private", subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
      ],
      // CDK would add a function of its own that empties the default group. Nothing of ours is in that group.
      restrictDefaultSecurityGroup: false,
      gatewayEndpoints: {
        DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
        S3: { service: GatewayVpcEndpointAwsService.S3 },
      },
    });
    Validations.of(this.vpc).acknowledge({
      id: "AwsSolutions-VPC7",
      reason: "Nothing listens in this VPC, and the functions' own logs tell of every call that leaves it.",
    });
    this.securityGroup = new SecurityGroup(this, "Calls", {
      vpc: this.vpc as IVpc,
      description: "Functions that call WeChat: nothing comes in",
      allowAllOutbound: false,
    });
    // Media lie at any address, and a gateway of one's own may have any port.
    this.securityGroup.addEgressRule(Peer.anyIpv4(), Port.allTcp(), "Calls of WeChat, of AWS and of other vendors");
    this.#keepInterfacesRemovable();
  }

  /** Lets Lambda put a function of this role into the subnets. */
  admit(role: IRole): void {
    this.#interfaces.attachToRole(role);
  }

  /**
   * Lambda removes its interfaces by the function's role, minutes after the function has left the VPC. The permission is
   * a policy of its own, on which subnets and group depend. So CloudFormation, which removes in the opposite order,
   * waits until the interfaces have let go of subnets and group, and removes the policy then.
   */
  #keepInterfacesRemovable(): void {
    const policy = this.#interfaces.node.defaultChild;
    const vpc = this.vpc.node.defaultChild as CfnVPC;
    const group = this.securityGroup.node.defaultChild as CfnSecurityGroup;
    const subnets = this.vpc.privateSubnets.map(({ node }) => node.defaultChild as CfnSubnet);
    if (!policy) throw new Error(`${vpc.node.path}: the policy has no resource`);
    for (const resource of [group, ...subnets]) resource.node.addDependency(policy);
  }
}

/** The permissions are Lambda's. The second statement keeps them from the function's own code. */
function interfaceStatements(partition: string): PolicyStatement[] {
  const statement = { actions: INTERFACES, resources: ["*"] };
  const byCode = { ArnLike: { "lambda:SourceFunctionArn": `arn:${partition}:lambda:*:*:function:*` } };
  return [
    new PolicyStatement(statement),
    new PolicyStatement({ ...statement, effect: Effect.DENY, conditions: byCode }),
  ];
}
