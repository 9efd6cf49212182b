"""A network for functions: subnets, routes, NAT gateways with their addresses, gateway endpoints. Changes replace."""

from ..resource import Api, Properties, kind, pick


def tagged(resource_type: str, properties: Properties) -> Properties:
    tags = properties.get("Tags")
    return {"TagSpecifications": [{"ResourceType": resource_type, "Tags": tags}]} if tags else {}


def create_vpc(api: Api, _: str, properties: Properties) -> str:
    answer = api.ec2.create_vpc(**pick(properties, "CidrBlock", "InstanceTenancy"), **tagged("vpc", properties))
    vpc = answer["Vpc"]["VpcId"]
    for name in ("EnableDnsSupport", "EnableDnsHostnames"):
        api.ec2.modify_vpc_attribute(VpcId=vpc, **{name: {"Value": properties[name]}})
    return vpc


kind(
    "AWS::EC2::VPC",
    create=create_vpc,
    update=None,
    delete=lambda api, vpc, _: api.ec2.delete_vpc(VpcId=vpc),
)

kind(
    "AWS::EC2::Subnet",
    create=lambda api, _, properties: api.ec2.create_subnet(
        **pick(properties, "VpcId", "CidrBlock", "AvailabilityZone"), **tagged("subnet", properties)
    )["Subnet"]["SubnetId"],
    update=None,
    delete=lambda api, subnet, _: api.ec2.delete_subnet(SubnetId=subnet),
)

kind(
    "AWS::EC2::RouteTable",
    create=lambda api, _, properties: api.ec2.create_route_table(
        VpcId=properties["VpcId"], **tagged("route-table", properties)
    )["RouteTable"]["RouteTableId"],
    update=None,
    delete=lambda api, table, _: api.ec2.delete_route_table(RouteTableId=table),
)

kind(
    "AWS::EC2::SubnetRouteTableAssociation",
    create=lambda api, _, properties: api.ec2.associate_route_table(**properties)["AssociationId"],
    update=None,
    delete=lambda api, association, _: api.ec2.disassociate_route_table(AssociationId=association),
)


def create_route(api: Api, _: str, properties: Properties) -> str:
    api.ec2.create_route(**properties)
    return f"{properties['RouteTableId']}|{properties['DestinationCidrBlock']}"


kind(
    "AWS::EC2::Route",
    create=create_route,
    update=None,
    delete=lambda api, _, properties: api.ec2.delete_route(**pick(properties, "RouteTableId", "DestinationCidrBlock")),
)

kind(
    "AWS::EC2::InternetGateway",
    create=lambda api, _, properties: api.ec2.create_internet_gateway(**tagged("internet-gateway", properties))[
        "InternetGateway"
    ]["InternetGatewayId"],
    update=None,
    delete=lambda api, gateway, _: api.ec2.delete_internet_gateway(InternetGatewayId=gateway),
)

kind(
    "AWS::EC2::VPCGatewayAttachment",
    create=lambda api, _, properties: api.ec2.attach_internet_gateway(**properties) and f"IGW|{properties['VpcId']}",
    update=None,
    delete=lambda api, _, properties: api.ec2.detach_internet_gateway(**properties),
)


def allocation(api: Api, address: str, _: Properties) -> str:
    return api.ec2.describe_addresses(PublicIps=[address])["Addresses"][0]["AllocationId"]


kind(
    "AWS::EC2::EIP",
    create=lambda api, _, properties: api.ec2.allocate_address(**properties)["PublicIp"],
    update=None,
    delete=lambda api, address, properties: api.ec2.release_address(AllocationId=allocation(api, address, properties)),
    attributes={"AllocationId": allocation},
)

kind(
    "AWS::EC2::NatGateway",
    create=lambda api, _, properties: api.ec2.create_nat_gateway(
        **pick(properties, "AllocationId", "SubnetId"), **tagged("natgateway", properties)
    )["NatGateway"]["NatGatewayId"],
    update=None,
    delete=lambda api, gateway, _: api.ec2.delete_nat_gateway(NatGatewayId=gateway),
)

kind(
    "AWS::EC2::VPCEndpoint",
    create=lambda api, _, properties: api.ec2.create_vpc_endpoint(
        **pick(properties, "VpcId", "ServiceName", "VpcEndpointType", "RouteTableIds"),
        **tagged("vpc-endpoint", properties),
    )["VpcEndpoint"]["VpcEndpointId"],
    update=None,
    delete=lambda api, endpoint, _: api.ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint]),
)


def permissions(rules: list[Properties]) -> list[Properties]:
    return [
        {
            **pick(rule, "IpProtocol", "FromPort", "ToPort"),
            "IpRanges": [pick(rule, "CidrIp", "Description")],
        }
        for rule in rules
    ]


def create_group(api: Api, name: str, properties: Properties) -> str:
    group = api.ec2.create_security_group(
        GroupName=name, Description=properties["GroupDescription"], VpcId=properties["VpcId"]
    )["GroupId"]
    # A new group lets everything out.
    default = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    api.ec2.revoke_security_group_egress(GroupId=group, IpPermissions=default)
    api.ec2.authorize_security_group_egress(
        GroupId=group, IpPermissions=permissions(properties["SecurityGroupEgress"])
    )
    return group


kind(
    "AWS::EC2::SecurityGroup",
    create=create_group,
    update=None,
    delete=lambda api, group, _: api.ec2.delete_security_group(GroupId=group),
    attributes={"GroupId": lambda api, group, _: group},
    named_by="GroupName",
)
