"""The event bus, its rules, and the HTTP API: what calls functions from outside."""

from dataclasses import replace

from ..resource import KINDS, Api, Properties, kind, pick, text, without


def create_bus(api: Api, name: str, properties: Properties) -> str:
    api.events.create_event_bus(Name=name, **pick(properties, "Description"))
    return name


kind(
    "AWS::Events::EventBus",
    create=create_bus,
    update=lambda api, name, new, _: None,
    delete=lambda api, name, _: api.events.delete_event_bus(Name=name),
    attributes={
        "Arn": lambda api, name, _: api.events.describe_event_bus(Name=name)["Arn"],
        "Name": lambda api, name, _: name,
    },
    named_by="Name",
)


def rule_at(physical_id: str) -> Properties:
    """`Ref` of a rule on a bus of its own is `<bus>|<rule>`."""
    bus, _, name = physical_id.rpartition("|")
    return {"EventBusName": bus or "default", "Name": name}


def put_rule(api: Api, physical_id: str, properties: Properties, old_targets: list[Properties]) -> None:
    at = rule_at(physical_id)
    pattern = {"EventPattern": text(properties["EventPattern"])} if "EventPattern" in properties else {}
    plain = pick(properties, "Description", "ScheduleExpression", "State", "RoleArn")
    api.events.put_rule(**at, **plain, **pattern)
    targets = properties.get("Targets", [])
    dropped = [target["Id"] for target in old_targets if target["Id"] not in {t["Id"] for t in targets}]
    if dropped:
        api.events.remove_targets(Rule=at["Name"], EventBusName=at["EventBusName"], Ids=dropped)
    if targets:
        answer = api.events.put_targets(Rule=at["Name"], EventBusName=at["EventBusName"], Targets=targets)
        if answer["FailedEntryCount"]:
            raise ValueError(f"targets refused: {answer['FailedEntries']}")


def create_rule(api: Api, name: str, properties: Properties) -> str:
    bus = properties.get("EventBusName", "default")
    physical_id = name if bus == "default" else f"{bus}|{name}"
    put_rule(api, physical_id, properties, [])
    return physical_id


def delete_rule(api: Api, physical_id: str, properties: Properties) -> None:
    at = rule_at(physical_id)
    ids = [target["Id"] for target in properties.get("Targets", [])]
    if ids:
        api.events.remove_targets(Rule=at["Name"], EventBusName=at["EventBusName"], Ids=ids)
    api.events.delete_rule(**at)


kind(
    "AWS::Events::Rule",
    create=create_rule,
    update=lambda api, name, new, old: put_rule(api, name, new, old.get("Targets", [])),
    delete=delete_rule,
    attributes={"Arn": lambda api, name, _: api.events.describe_rule(**rule_at(name))["Arn"]},
    named_by="Name",
    longest_name=64,
)

kind(
    "AWS::ApiGatewayV2::Api",
    create=lambda api, _, properties: api.apigatewayv2.create_api(**properties)["ApiId"],
    update=lambda api, api_id, new, _: api.apigatewayv2.update_api(ApiId=api_id, **without(new, "ProtocolType")),
    delete=lambda api, api_id, _: api.apigatewayv2.delete_api(ApiId=api_id),
    attributes={
        "ApiEndpoint": lambda api, api_id, _: api.apigatewayv2.get_api(ApiId=api_id)["ApiEndpoint"],
        "ApiId": lambda api, api_id, _: api_id,
    },
)


def part_of_api(type_name: str, part: str, identifier: str) -> None:
    """Authorizers, integrations, routes and stages all have their calls in the same form."""

    def call(api: Api, verb: str, **arguments: object) -> Properties:
        return getattr(api.apigatewayv2, f"{verb}_{part}")(**arguments)

    kind(
        type_name,
        create=lambda api, _, properties: call(api, "create", **properties)[identifier],
        update=lambda api, part_id, new, _: call(api, "update", **{**new, identifier: part_id}),
        delete=lambda api, part_id, properties: call(
            api, "delete", ApiId=properties["ApiId"], **{identifier: part_id}
        ),
        attributes={identifier: lambda api, part_id, _: part_id},
    )


part_of_api("AWS::ApiGatewayV2::Authorizer", "authorizer", "AuthorizerId")
part_of_api("AWS::ApiGatewayV2::Integration", "integration", "IntegrationId")
part_of_api("AWS::ApiGatewayV2::Route", "route", "RouteId")
part_of_api("AWS::ApiGatewayV2::Stage", "stage", "StageName")


def update_stage(api: Api, name: str, new: Properties, _: Properties) -> None:
    """moto has no UpdateStage; a stage holds nothing and keeps its name, so that making it anew comes to the same."""
    api.apigatewayv2.delete_stage(ApiId=new["ApiId"], StageName=name)
    api.apigatewayv2.create_stage(**new)


KINDS["AWS::ApiGatewayV2::Stage"] = replace(KINDS["AWS::ApiGatewayV2::Stage"], update=update_stage)
