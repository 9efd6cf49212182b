"""A resource of a stack that is made through the API of its service, and the table of the kinds of resources."""

from __future__ import annotations

import functools
import importlib.util
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3

Properties = dict[str, Any]


class Api:
    """The services of one region of moto, as boto3 clients: `api.sqs`, `api["lambda"]`."""

    def __init__(self, account: str, region: str):
        self.account = account
        self.region = region

    def __getitem__(self, service: str) -> Any:
        return _client(service, self.region)

    def __getattr__(self, service: str) -> Any:
        return _client(service, self.region)


@functools.lru_cache(maxsize=None)
def _client(service: str, region: str) -> Any:
    return boto3.client(service, region_name=region)


@dataclass(frozen=True)
class Kind:
    """How CloudFormation handles one type of resource. Every function takes the API first."""

    # (api, name, properties) → the physical id, which is what `Ref` gives.
    create: Callable[[Api, str, Properties], str]
    # (api, id, new properties, old properties); a kind without it replaces the resource.
    update: Callable[[Api, str, Properties, Properties], None] | None
    # (api, id, properties)
    delete: Callable[[Api, str, Properties], None]
    # What `Fn::GetAtt` gives, by attribute: (api, id, properties)
    attributes: dict[str, Callable[[Api, str, Properties], str]] = field(default_factory=dict)
    # The property that names the resource, and the longest name that its service takes.
    named_by: str | None = None
    longest_name: int = 255


KINDS: dict[str, Kind] = {}


def kind(type_name: str, **row: Any) -> None:
    """Adds a row to the table."""
    KINDS[type_name] = Kind(**row)


def pick(properties: Properties, *names: str) -> Properties:
    """The named properties, as far as the template has them."""
    return {name: properties[name] for name in names if name in properties}


def without(properties: Properties, *names: str) -> Properties:
    """All properties but the named ones."""
    return {name: value for name, value in properties.items() if name not in names}


def text(value: Any) -> str:
    """A value as the APIs that know texts only take it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


@functools.lru_cache(maxsize=None)
def create_only(type_name: str) -> frozenset[str]:
    """The properties whose change replaces a resource, by CloudFormation's own schema, which cfn-lint brings along."""
    # cfn-lint is looked up but not imported: only its data is wanted, and what its code needs is not installed.
    package = importlib.util.find_spec("cfnlint")
    schemas = Path(package.origin).parent / "data" / "schemas"
    names = json.loads((schemas / "providers" / "us-east-1.json").read_text())
    schema = json.loads((schemas / "resources" / f"{names[type_name]}.json").read_text())
    return frozenset(path.split("/")[2] for path in schema.get("createOnlyProperties", []))
