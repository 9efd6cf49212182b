import { beforeAll, describe, expect, it } from "vitest";
import { WrongSettings } from "../../infra/settings.ts";
import { type Synthesized, synthesize } from "./synthesize.ts";

type Resource = {
  readonly Type: string;
  readonly Properties: {
    readonly VpcConfig?: { readonly SubnetIds: readonly unknown[]; readonly SecurityGroupIds: readonly unknown[] };
    readonly RouteTableIds?: readonly unknown[];
    readonly [name: string]: unknown;
  };
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
};

/** Functions that call WeChat. */
const CALLERS = ["Api", "BulkSender", "ComponentWorker", "Jssdk", "MiniLogin", "OAuth", "PayWorker", "Sender"];

describe("an open egress", () => {
  it("makes no network, and gives no function a right to one", () => {
    const { resources, stateful } = synthesize();
    expect(JSON.stringify(resources)).not.toMatch(/AWS::EC2|"ec2:|VpcConfig/);
    expect(stateful.toJSON().Outputs.EgressAddress).toBeUndefined();
  });

  it("has no NAT gateways to count", () => {
    expect(() => synthesize({ nat: "2" })).toThrow(WrongSettings);
    expect(() => synthesize({ nat: "2" })).toThrow(/needs egress=fixed\s+→ at nat/);
    expect(() => synthesize({ egress: "fixed", nat: "3" })).toThrow(/at nat/);
    expect(() => synthesize({ egress: "nat" })).toThrow(/at egress/);
  });
});

describe.each([
  ["one NAT gateway", {}, 1],
  ["two NAT gateways", { nat: "2" }, 2],
])("a fixed egress by %s", (_what, context, gateways) => {
  let fleet: Synthesized;
  let own: Readonly<Record<string, Resource>>;

  beforeAll(() => {
    fleet = synthesize({ egress: "fixed", ...context }, { templateRules: true });
    own = fleet.stateless.toJSON().Resources;
  });

  const all = (type: string): [string, Resource][] => Object.entries(own).filter(([, { Type }]) => Type === type);
  const properties = (id: string) => Object(own[id]?.Properties);

  it("holds each address in the stack that keeps data, and tells them", () => {
    const addresses = Object.entries<Resource>(fleet.stateful.findResources("AWS::EC2::EIP") as never);
    expect(addresses.map(([id, { DeletionPolicy }]) => [id, DeletionPolicy])).toEqual(
      ["EgressAddress1", "EgressAddress2"].slice(0, gateways).map((id) => [id, "Retain"]),
    );
    const told: unknown = fleet.stateful.toJSON().Outputs.EgressAddress.Value;
    expect(gateways === 1 ? [fleet.readable(told)] : Object(told)["Fn::Join"][1].map(fleet.readable)).toEqual(
      addresses.map(([id]) => id),
    );
    const used = all("AWS::EC2::NatGateway").map(([, gateway]) => fleet.readable(gateway.Properties.AllocationId));
    expect(used).toEqual(addresses.map(([id]) => `${id}.AllocationId`));
  });

  it("puts the functions that call WeChat into two zones, and no other function", () => {
    const inside = all("AWS::Lambda::Function").filter(([, { Properties }]) => Properties.VpcConfig !== undefined);
    expect(inside.map(([id]) => id).sort()).toEqual(CALLERS.map((name) => `${name}Function`));
    for (const [, { Properties }] of inside) {
      const { SubnetIds = [], SecurityGroupIds = [] } = Properties.VpcConfig ?? {};
      const subnets = SubnetIds.map(fleet.readable);
      const zones = subnets.map((id) => JSON.stringify(properties(id).AvailabilityZone));
      expect([subnets.length, new Set(zones).size]).toEqual([2, 2]);
      expect(SecurityGroupIds.map(fleet.readable)).toEqual(["EgressCalls.GroupId"]);
    }
  });

  it("leads what leaves the private subnets to a NAT gateway, of its own zone where there is one in each", () => {
    const targets = ["1", "2"].map((zone) => {
      const { DestinationCidrBlock, NatGatewayId } = properties(`EgressVpcPrivateSubnet${zone}DefaultRoute`);
      expect(DestinationCidrBlock).toBe("0.0.0.0/0");
      return properties(fleet.readable(NatGatewayId)).SubnetId;
    });
    expect(targets.map(fleet.readable)).toEqual(
      ["1", gateways === 1 ? "1" : "2"].map((zone) => `EgressVpcPublicSubnet${zone}Subnet`),
    );
  });

  it("reaches DynamoDB and S3 past the NAT gateways, from every private subnet", () => {
    const endpoints = all("AWS::EC2::VPCEndpoint").map(([, { Properties }]) => Properties);
    expect(endpoints.map(({ ServiceName }) => fleet.readable(ServiceName)).sort()).toEqual([
      "com.amazonaws.AWS::Region.dynamodb",
      "com.amazonaws.AWS::Region.s3",
    ]);
    for (const { VpcEndpointType, RouteTableIds } of endpoints) {
      expect(VpcEndpointType).toBe("Gateway");
      expect(RouteTableIds?.map(fleet.readable)).toEqual(
        expect.arrayContaining(["EgressVpcPrivateSubnet1RouteTable", "EgressVpcPrivateSubnet2RouteTable"]),
      );
    }
  });

  it("lets nothing in", () => {
    expect(properties("EgressCalls").SecurityGroupIngress).toBeUndefined();
    expect(all("AWS::EC2::SecurityGroupIngress")).toEqual([]);
    expect(properties("EgressCalls").SecurityGroupEgress).toMatchObject([{ CidrIp: "0.0.0.0/0", IpProtocol: "tcp" }]);
  });

  it("gives the rights on interfaces to Lambda alone, for those functions alone", () => {
    const holders = all("AWS::IAM::Policy").filter(([, policy]) => JSON.stringify(policy).includes('"ec2:'));
    expect(holders.map(([id]) => id)).toEqual(["EgressInterfaces"]);
    const { Roles, PolicyDocument } = properties("EgressInterfaces");
    expect(Roles.map(fleet.readable).sort()).toEqual(CALLERS.map((name) => `${name}Role`));
    const [allow, deny, ...more] = PolicyDocument.Statement;
    expect([allow.Effect, allow.Condition, deny.Effect, more]).toEqual(["Allow", undefined, "Deny", []]);
    expect(deny.Action).toEqual(allow.Action);
    expect(Object.keys(deny.Condition.ArnLike)).toEqual(["lambda:SourceFunctionArn"]);
  });

  /** CloudFormation removes in the opposite order of dependencies, and after all updates. */
  it("takes those rights away after all that Lambda's interfaces hold on to", () => {
    for (const caller of CALLERS) {
      const { SubnetIds, SecurityGroupIds } = properties(`${caller}Function`).VpcConfig;
      for (const part of [...SubnetIds, ...SecurityGroupIds]) {
        const id = fleet.readable(part).replace(/\.GroupId$/, "");
        expect([id, own[id]?.DependsOn]).toEqual([id, expect.arrayContaining(["EgressInterfaces"])]);
      }
    }
    // What goes with the option has to lie in the functions' own stack, where updates come first.
    expect(Object.keys(fleet.stateful.findResources("AWS::EC2::VPC"))).toEqual([]);
  });
});
