"""Lambda functions, what calls them, and who may."""

from moto.sqs.models import Queue

from ..resource import Api, Properties, kind, pick

CONFIGURATION = (
    "DeadLetterConfig",
    "Description",
    "Environment",
    "EphemeralStorage",
    "Handler",
    "Layers",
    "LoggingConfig",
    "MemorySize",
    "Role",
    "Runtime",
    "Timeout",
    "TracingConfig",
    "VpcConfig",
)


def create_function(api: Api, name: str, properties: Properties) -> str:
    api["lambda"].create_function(
        FunctionName=name,
        Code=properties["Code"],
        **pick(properties, "Architectures", *CONFIGURATION),
    )
    put_concurrency(api, name, properties)
    return name


def put_concurrency(api: Api, name: str, properties: Properties) -> None:
    reserved = properties.get("ReservedConcurrentExecutions")
    if reserved is None:
        api["lambda"].delete_function_concurrency(FunctionName=name)
    else:
        api["lambda"].put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=int(reserved))


def update_function(api: Api, name: str, new: Properties, old: Properties) -> None:
    code = ("Code", "Architectures")
    if pick(new, *code) != pick(old, *code):
        api["lambda"].update_function_code(FunctionName=name, **new["Code"], **pick(new, "Architectures"))
    # What an update leaves out stays as it is: a function leaves its VPC by empty lists.
    outside = {"VpcConfig": {"SubnetIds": [], "SecurityGroupIds": []}} if "VpcConfig" in old else {}
    api["lambda"].update_function_configuration(FunctionName=name, **{**outside, **pick(new, *CONFIGURATION)})
    put_concurrency(api, name, new)


def function_arn(api: Api, name: str, _: Properties) -> str:
    return api["lambda"].get_function_configuration(FunctionName=name)["FunctionArn"]


kind(
    "AWS::Lambda::Function",
    create=create_function,
    update=update_function,
    delete=lambda api, name, _: api["lambda"].delete_function(FunctionName=name),
    attributes={"Arn": function_arn},
    named_by="FunctionName",
    longest_name=64,
)

SOURCE = (
    "BatchSize",
    "Enabled",
    "FilterCriteria",
    "FunctionName",
    "FunctionResponseTypes",
    "MaximumBatchingWindowInSeconds",
    "ScalingConfig",
)

kind(
    "AWS::Lambda::EventSourceMapping",
    create=lambda api, _, properties: api["lambda"].create_event_source_mapping(
        **pick(properties, "EventSourceArn", *SOURCE)
    )["UUID"],
    update=lambda api, uuid, new, _: api["lambda"].update_event_source_mapping(UUID=uuid, **pick(new, *SOURCE)),
    delete=lambda api, uuid, _: api["lambda"].delete_event_source_mapping(UUID=uuid),
)


def create_permission(api: Api, name: str, properties: Properties) -> str:
    api["lambda"].add_permission(StatementId=name, **properties)
    return name


kind(
    "AWS::Lambda::Permission",
    create=create_permission,
    update=None,
    delete=lambda api, name, properties: api["lambda"].remove_permission(
        FunctionName=properties["FunctionName"], StatementId=name
    ),
    longest_name=100,
)

kind(
    "AWS::Lambda::EventInvokeConfig",
    create=lambda api, name, properties: api["lambda"].put_function_event_invoke_config(**properties) and name,
    update=lambda api, name, new, _: api["lambda"].put_function_event_invoke_config(**new),
    delete=lambda api, _, properties: api["lambda"].delete_function_event_invoke_config(
        **pick(properties, "FunctionName", "Qualifier")
    ),
)

# moto would run the functions in Docker. Here nothing runs: what a test sends stays in its queue.
Queue.lambda_event_source_mappings = property(lambda queue: {}, lambda queue, mappings: None)
