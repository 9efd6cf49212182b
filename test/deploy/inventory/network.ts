import * as z from "zod";
import { type AwsCalls, type Json, textOf } from "../cloud/aws-calls.ts";
import { pick, type Row, type Rows } from "./row.ts";

/** Where EC2 lists one kind of things: the operation, and the names in its answer. */
type Listing = { readonly operation: string; readonly set: string; readonly id: string };

const VPCS = { operation: "DescribeVpcs", set: "vpcSet", id: "vpcId" };
const SUBNETS = { operation: "DescribeSubnets", set: "subnetSet", id: "subnetId" };
const TABLES = {
  operation: "DescribeRouteTables",
  set: "routeTableSet",
  id: "routeTableId",
};
const GATEWAYS = {
  operation: "DescribeInternetGateways",
  set: "internetGatewaySet",
  id: "internetGatewayId",
};
const NATS = { operation: "DescribeNatGateways", set: "natGatewaySet", id: "natGatewayId" };
const ADDRESSES = { operation: "DescribeAddresses", set: "addressesSet", id: "publicIp" };
const ENDPOINTS = {
  operation: "DescribeVpcEndpoints",
  set: "vpcEndpointSet",
  id: "vpcEndpointId",
};
const GROUPS = {
  operation: "DescribeSecurityGroups",
  set: "securityGroupInfo",
  id: "groupId",
};

const items = z.union([z.literal("").transform(() => []), z.array(z.record(z.string(), z.unknown()))]).default([]);

async function all(aws: AwsCalls, { operation, set }: Listing): Promise<readonly Json[]> {
  return items.parse((await aws.ec2(operation, {}))[set]);
}

async function one(aws: AwsCalls, listing: Listing, id: unknown): Promise<Json> {
  const found = (await all(aws, listing)).find((each) => each[listing.id] === id);
  if (!found) throw new Error(`${listing.operation} has no ${id}`);
  return found;
}

/** What an account has without a stack: its default network. */
const OF_AN_ACCOUNT = (found: Json) => found.isDefault === "true" || found.defaultForAz === "true";

const listed =
  (listing: Listing): NonNullable<Row["list"]> =>
  async (aws) =>
    (await all(aws, listing)).filter((found) => !OF_AN_ACCOUNT(found)).map((found) => textOf(found, listing.id));

const unseen = { Tags: "names for people, which nothing reads" };

export const NETWORK: Rows = {
  "AWS::EC2::VPC": {
    async read(aws, id) {
      const { cidrBlock, instanceTenancy } = await one(aws, VPCS, id);
      const attribute = async (Attribute: string) => {
        const answer = await aws.ec2("DescribeVpcAttribute", { VpcId: id, Attribute });
        return Object(answer[Attribute]).value;
      };
      return {
        CidrBlock: cidrBlock,
        InstanceTenancy: instanceTenancy,
        EnableDnsHostnames: await attribute("enableDnsHostnames"),
        EnableDnsSupport: await attribute("enableDnsSupport"),
      };
    },
    unseen,
    list: listed(VPCS),
  },
  "AWS::EC2::Subnet": {
    async read(aws, id) {
      const found = await one(aws, SUBNETS, id);
      return {
        AvailabilityZone: found.availabilityZone,
        CidrBlock: found.cidrBlock,
        MapPublicIpOnLaunch: found.mapPublicIpOnLaunch,
        VpcId: found.vpcId,
      };
    },
    unseen,
    list: listed(SUBNETS),
  },
  "AWS::EC2::RouteTable": {
    read: async (aws, id) => ({ VpcId: (await one(aws, TABLES, id)).vpcId }),
    unseen,
  },
  "AWS::EC2::SubnetRouteTableAssociation": {
    async read(aws, id, { RouteTableId }) {
      const { associationSet } = await one(aws, TABLES, RouteTableId);
      const found = items.parse(associationSet).find((one) => one.routeTableAssociationId === id);
      if (!found) throw new Error(`the route table has no association ${id}`);
      return { RouteTableId: found.routeTableId, SubnetId: found.subnetId };
    },
  },
  "AWS::EC2::Route": {
    async read(aws, _, { RouteTableId, DestinationCidrBlock }) {
      const { routeSet } = await one(aws, TABLES, RouteTableId);
      const found = items.parse(routeSet).find((one) => one.destinationCidrBlock === DestinationCidrBlock);
      if (!found) throw new Error(`the route table has no route to ${DestinationCidrBlock}`);
      return { RouteTableId, DestinationCidrBlock, GatewayId: found.gatewayId, NatGatewayId: found.natGatewayId };
    },
  },
  "AWS::EC2::InternetGateway": {
    // It has no properties but its tags.
    read: async (aws, id) => pick(await one(aws, GATEWAYS, id)),
    unseen,
    list: listed(GATEWAYS),
  },
  "AWS::EC2::VPCGatewayAttachment": {
    async read(aws, _, { InternetGatewayId }) {
      const [attachment] = items.parse((await one(aws, GATEWAYS, InternetGatewayId)).attachmentSet);
      return { InternetGatewayId, VpcId: attachment?.vpcId };
    },
  },
  "AWS::EC2::EIP": {
    read: async (aws, id) => ({ Domain: (await one(aws, ADDRESSES, id)).domain }),
    list: listed(ADDRESSES),
  },
  "AWS::EC2::NatGateway": {
    async read(aws, id) {
      const { subnetId, natGatewayAddressSet } = await one(aws, NATS, id);
      return { SubnetId: subnetId, AllocationId: items.parse(natGatewayAddressSet)[0]?.allocationId };
    },
    unseen,
    // EC2 shows a deleted one for an hour.
    list: async (aws) =>
      (await all(aws, NATS)).filter(({ state }) => state !== "deleted").map((found) => textOf(found, NATS.id)),
  },
  "AWS::EC2::VPCEndpoint": {
    async read(aws, id) {
      const found = await one(aws, ENDPOINTS, id);
      return {
        RouteTableIds: found.routeTableIdSet,
        ServiceName: found.serviceName,
        VpcEndpointType: found.vpcEndpointType,
        VpcId: found.vpcId,
      };
    },
    unseen,
    list: async (aws) =>
      (await all(aws, ENDPOINTS))
        .filter(({ state }) => state !== "deleted")
        .map((found) => textOf(found, ENDPOINTS.id)),
  },
  "AWS::EC2::SecurityGroup": {
    async read(aws, id) {
      const { groupDescription, vpcId, ipPermissionsEgress } = await one(aws, GROUPS, id);
      return {
        GroupDescription: groupDescription,
        VpcId: vpcId,
        SecurityGroupEgress: items.parse(ipPermissionsEgress).flatMap(({ ipProtocol, fromPort, toPort, ipRanges }) =>
          items.parse(ipRanges).map(({ cidrIp, description }) => ({
            CidrIp: cidrIp,
            Description: description,
            FromPort: fromPort,
            IpProtocol: ipProtocol,
            ToPort: toPort,
          })),
        ),
      };
    },
  },
};
