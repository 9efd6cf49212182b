"""
Empty stand-ins for what moto imports for services that no template here uses: REST APIs check OpenAPI documents by
packages of which three would have to be compiled where no wheel fits. They are not installed.
"""

import sys
import types


def module(name: str, **members: object) -> None:
    made = types.ModuleType(name)
    made.__dict__.update(members, __path__=[])
    sys.modules[name] = made


def stand_in() -> None:
    module("openapi_spec_validator", validate=None)
    module("openapi_spec_validator.validation")
    module("openapi_spec_validator.validation.exceptions", OpenAPIValidationError=ValueError)
