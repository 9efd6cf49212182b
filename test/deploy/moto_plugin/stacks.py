"""
What moto's CloudFormation lacks for a deployment that is to be believed: resources made and changed through the API of
their service, physical ids that updates keep, replacement, retained resources, exports in use, and weak references.
"""

from __future__ import annotations

from typing import Any

from moto.cloudformation import cloudformation_backends, parsing
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import CloudFormationBackend
from moto.cloudformation.parsing import ResourceMap
from moto.cloudformation.utils import random_suffix

from .kinds import events, functions, identity, network, objects, queues, tables, watch  # noqa: F401 (each adds its rows)
from .resource import KINDS, Api, Kind, Properties, create_only

_clean_json = parsing.clean_json
_create_resource = parsing.parse_and_create_resource
_class_of_type = parsing.resource_class_from_type


class Resource:
    """A resource that a row of the table made. moto reads the attributes with `resource` and `cf` in their names."""

    def __init__(self, api: Api, logical_id: str, type_name: str, physical_id: str, properties: Properties):
        self.api = api
        self.logical_resource_id = logical_id
        self.cf_resource_type = type_name
        self.physical_resource_id = physical_id
        self.properties = properties
        self.known: dict[str, str] = {}

    @property
    def kind(self) -> Kind:
        return KINDS[self.cf_resource_type]

    @staticmethod
    def has_cfn_attr(_: str) -> bool:
        return True

    @staticmethod
    def is_created() -> bool:
        return True

    def get_cfn_attribute(self, name: str) -> str:
        attribute = self.kind.attributes.get(name)
        if attribute is None:
            raise failed(self.logical_resource_id, self.cf_resource_type, f"the plug-in has no attribute {name}")
        # An attribute never changes, and outputs are worked out again and again.
        if name not in self.known:
            self.known[name] = attribute(self.api, self.physical_resource_id, self.properties)
        return self.known[name]

    def needs_replacement(self, new: Properties) -> bool:
        names = self.properties.keys() | new.keys()
        changed = {name for name in names if self.properties.get(name) != new.get(name)}
        return self.kind.update is None or bool(changed & create_only(self.cf_resource_type))


def failed(logical_id: str, type_name: str, why: object) -> ValidationError:
    return ValidationError(message=f"{logical_id} ({type_name}): {why}")


def physical_name(kind: Kind, stack: str, logical_id: str, properties: Properties) -> str:
    """A name of its own, or the stack's and the logical id cut to what the service takes, and a random end."""
    if kind.named_by in properties:
        return properties[kind.named_by]
    return f"{f'{stack}-{logical_id}'[: kind.longest_name - 13]}-{random_suffix()}"


def make(resources: ResourceMap, logical_id: str, type_name: str, properties: Properties) -> Resource:
    kind = KINDS[type_name]
    name = physical_name(kind, resources["AWS::StackName"], logical_id, properties)
    api = Api(resources["AWS::AccountId"], resources["AWS::Region"])
    try:
        physical_id = kind.create(api, name, properties)
    except Exception as error:
        raise failed(logical_id, type_name, error) from error
    return Resource(api, logical_id, type_name, physical_id, properties)


def create_resource(logical_id: str, resource: Properties, resources: ResourceMap, **place: str) -> Any:
    if resource["Type"] not in KINDS:
        return _create_resource(logical_id, resource, resources, **place)
    condition = resource.get("Condition")
    if condition and not resources.lazy_condition_map[condition]:
        return None
    properties = parsing.clean_json(resource.get("Properties", {}), resources)
    return make(resources, logical_id, resource["Type"], properties)


def clean_json(value: Any, resources: ResourceMap) -> Any:
    """With `Fn::GetStackOutput`, the reference that does not hold its stack."""
    if not (isinstance(value, dict) and "Fn::GetStackOutput" in value):
        return _clean_json(value, resources)
    wanted = clean_json(value["Fn::GetStackOutput"], resources)
    region = wanted.get("Region", resources["AWS::Region"])
    stack = cloudformation_backends[resources["AWS::AccountId"]][region].get_stack(wanted["StackName"])
    if wanted["OutputName"] not in stack.output_map.outputs:
        raise ValidationError(message=f"{wanted['StackName']} has no output {wanted['OutputName']}")
    return stack.output_map[wanted["OutputName"]].value


def references(value: Any) -> set[str]:
    """The names that an expression of a template refers to."""
    if isinstance(value, list):
        return set().union(*map(references, value))
    if not isinstance(value, dict):
        return set()
    found = set().union(*map(references, value.values()))
    if isinstance(value.get("Ref"), str):
        found.add(value["Ref"])
    if "Fn::GetAtt" in value:
        found.add(value["Fn::GetAtt"][0])
    return found


def in_order(template: Properties) -> list[str]:
    """The logical ids, each after those that it depends on."""
    resources, ordered = template["Resources"], []

    def visit(logical_id: str) -> None:
        if logical_id in ordered or logical_id not in resources:
            return
        depends = resources[logical_id].get("DependsOn", [])
        explicit = [depends] if isinstance(depends, str) else depends
        for other in [*references(resources[logical_id].get("Properties")), *explicit]:
            visit(other)
        ordered.append(logical_id)

    for logical_id in resources:
        visit(logical_id)
    return ordered


def update_stack(resources: ResourceMap, template: Properties, parameters: Properties | None = None) -> None:
    old_template = {"Resources": resources._resource_json_map}
    before = dict(resources._parsed_resources)
    resources._template, resources._resource_json_map = template, template["Resources"]
    if parameters:
        resources.input_parameters = parameters
    resources.load_mapping()
    resources.load_parameters()
    resources.load_conditions()
    left: list[Resource] = []
    for logical_id in in_order(template):
        old = before.get(logical_id)
        if isinstance(old, Resource):
            left += update_resource(resources, old, template["Resources"][logical_id])
        else:
            resources[logical_id]
    for logical_id in reversed(in_order(old_template)):
        old = before.get(logical_id)
        if logical_id not in template["Resources"]:
            resources._parsed_resources.pop(logical_id, None)
            delete_resource(resources, old, old_template["Resources"][logical_id].get("DeletionPolicy"))
        elif old in left:
            delete_resource(resources, old, template["Resources"][logical_id].get("UpdateReplacePolicy"))


def update_resource(resources: ResourceMap, old: Resource, resource: Properties) -> list[Resource]:
    """Brings a resource to what the template says now; returns it where another one has taken its place."""
    new = parsing.clean_json(resource.get("Properties", {}), resources)
    logical_id, type_name = old.logical_resource_id, old.cf_resource_type
    if new == old.properties:
        return []
    if old.needs_replacement(new):
        resources._parsed_resources[logical_id] = make(resources, logical_id, type_name, new)
        return [old]
    try:
        old.kind.update(old.api, old.physical_resource_id, new, old.properties)
    except Exception as error:
        raise failed(logical_id, type_name, error) from error
    old.properties = new
    return []


def delete_stack(resources: ResourceMap) -> None:
    template = {"Resources": resources._resource_json_map}
    for logical_id in reversed(in_order(template)):
        resource = resources._parsed_resources.pop(logical_id, None)
        delete_resource(resources, resource, template["Resources"][logical_id].get("DeletionPolicy"))


def delete_resource(resources: ResourceMap, resource: Any, policy: str | None) -> None:
    if policy in ("Retain", "RetainExceptOnCreate") or resource is None:
        return
    if not isinstance(resource, Resource):
        resources._delete_resource(resource, {"Type": resource.cf_resource_type, "Properties": {}})
        return
    try:
        resource.kind.delete(resource.api, resource.physical_resource_id, resource.properties)
    except Exception as error:
        raise failed(resource.logical_resource_id, resource.cf_resource_type, error) from error


def imports(value: Any) -> set[str]:
    """The names of the exports that a template imports."""
    if isinstance(value, list):
        return set().union(*map(imports, value))
    if not isinstance(value, dict):
        return set()
    found = set().union(*map(imports, value.values()))
    if isinstance(value.get("Fn::ImportValue"), str):
        found.add(value["Fn::ImportValue"])
    return found


def refuse_lost_exports(backend: CloudFormationBackend, stack: Any, kept: dict[str, str | None]) -> None:
    """CloudFormation neither removes nor changes an export that another stack imports. `None` keeps any value."""
    for export in stack.exports:
        if export.name in kept and kept[export.name] in (None, export.value):
            continue
        users = [other.name for other in backend.stacks.values() if export.name in imports(other.template_dict)]
        if users:
            verb = "updated" if export.name in kept else "deleted"
            raise ValidationError(
                message=f"Export {export.name} cannot be {verb} as it is in use by {', '.join(users)}"
            )


_update_stack = CloudFormationBackend.update_stack
_delete_stack = CloudFormationBackend.delete_stack


def update_with_exports(backend: CloudFormationBackend, name: str, template: str, *arguments: Any, **more: Any) -> Any:
    stack = backend.get_stack(name)
    outputs = stack.parse_template(template).get("Outputs", {}).values()
    refuse_lost_exports(backend, stack, {o["Export"]["Name"]: None for o in outputs if "Export" in o})
    old = list(stack.exports)
    stack.resource_map.cross_stack_resources = backend.exports
    updated = _update_stack(backend, name, template, *arguments, **more)
    for export in old:
        backend.exports.pop(export.name, None)
    for export in updated.exports:
        backend.exports[export.name] = export
    return updated


def delete_with_exports(backend: CloudFormationBackend, name_or_stack_id: str) -> None:
    if name_or_stack_id in backend.stacks:
        refuse_lost_exports(backend, backend.stacks[name_or_stack_id], {})
    _delete_stack(backend, name_or_stack_id)


def install() -> None:
    parsing.clean_json = clean_json
    parsing.parse_and_create_resource = create_resource
    parsing.resource_class_from_type = lambda name: Resource if name in KINDS else _class_of_type(name)
    ResourceMap.update = update_stack
    ResourceMap.delete = delete_stack
    CloudFormationBackend.update_stack = update_with_exports
    CloudFormationBackend.delete_stack = delete_with_exports
