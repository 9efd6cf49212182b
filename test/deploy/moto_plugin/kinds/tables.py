"""DynamoDB tables, with the one change of an index that an update may make."""

import threading
from typing import Any

from moto.dynamodb.responses import DynamoHandler

from ..resource import Api, Properties, kind, pick

IN_CREATION = (
    "AttributeDefinitions",
    "BillingMode",
    "DeletionProtectionEnabled",
    "GlobalSecondaryIndexes",
    "KeySchema",
    "LocalSecondaryIndexes",
    "OnDemandThroughput",
    "ProvisionedThroughput",
    "SSESpecification",
    "StreamSpecification",
)


def create_table(api: Api, name: str, properties: Properties) -> str:
    api.dynamodb.create_table(TableName=name, **pick(properties, *IN_CREATION))
    put_recovery_and_expiry(api, name, properties)
    return name


def put_recovery_and_expiry(api: Api, name: str, properties: Properties) -> None:
    if "PointInTimeRecoverySpecification" in properties:
        recovery = properties["PointInTimeRecoverySpecification"]
        api.dynamodb.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=recovery)
    if "TimeToLiveSpecification" in properties:
        api.dynamodb.update_time_to_live(
            TableName=name, TimeToLiveSpecification=properties["TimeToLiveSpecification"]
        )


def index_changes(new: Properties, old: Properties) -> list[Properties]:
    def by_name(properties: Properties) -> dict[str, Properties]:
        return {index["IndexName"]: index for index in properties.get("GlobalSecondaryIndexes", [])}

    before, after = by_name(old), by_name(new)
    for name in before.keys() & after.keys():
        if before[name] != after[name]:
            raise ValueError(f"the index {name} changed: DynamoDB can only delete it and make it again")
    changes = [{"Delete": {"IndexName": name}} for name in before if name not in after]
    changes += [{"Create": index} for name, index in after.items() if name not in before]
    if len(changes) > 1:
        raise ValueError("Cannot perform more than one GSI creation or deletion in a single update")
    return changes


def update_table(api: Api, name: str, new: Properties, old: Properties) -> None:
    changes = index_changes(new, old)
    if changes:
        api.dynamodb.update_table(
            TableName=name,
            AttributeDefinitions=new["AttributeDefinitions"],
            GlobalSecondaryIndexUpdates=changes,
        )
    settings = pick(new, "BillingMode", "DeletionProtectionEnabled", "ProvisionedThroughput", "SSESpecification")
    if settings != pick(old, *settings):
        api.dynamodb.update_table(TableName=name, **settings)
    put_recovery_and_expiry(api, name, new)


kind(
    "AWS::DynamoDB::Table",
    create=create_table,
    update=update_table,
    delete=lambda api, name, _: api.dynamodb.delete_table(TableName=name),
    attributes={
        "Arn": lambda api, name, _: api.dynamodb.describe_table(TableName=name)["Table"]["TableArn"],
        "StreamArn": lambda api, name, _: api.dynamodb.describe_table(TableName=name)["Table"]["LatestStreamArn"],
    },
    named_by="TableName",
)


_calls = threading.RLock()
_call_action = DynamoHandler.call_action


def call_action(handler: DynamoHandler) -> Any:
    """One call at a time: moto judges a condition and writes in two steps, between which another call may write."""
    with _calls:
        return _call_action(handler)


DynamoHandler.call_action = call_action
