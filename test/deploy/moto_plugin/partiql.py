"""
moto writes PartiQL without conditions: an INSERT replaces the item that is there, and an UPDATE whose WHERE does not hold
succeeds. It answers as an engine that knows no PartiQL, so that every conditional write is a call of its own.
"""

from moto.core.exceptions import JsonRESTError
from moto.dynamodb.responses import DynamoHandler


def refuse(_handler: DynamoHandler) -> None:
    raise JsonRESTError("UnknownOperationException", "PartiQL has no conditions here")


def forget_partiql() -> None:
    DynamoHandler.batch_execute_statement = refuse
