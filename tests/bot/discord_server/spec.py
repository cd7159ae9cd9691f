"""Discord's machine-readable description of its REST interface as an oracle: which routes there are, what they take and answer."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

SPECS = Path(__file__).parents[4] / "shared" / "specs"
"""Where the specs lie: beside the checkout."""
_PRIMITIVES = {"boolean": r"true|false|0|1", "integer": r"-?\d+"}
_ID = re.compile(r'"[1-9]\d{14,19}"')
"""A snowflake in JSON."""
_REMEMBERED = 500
"""Checks that are remembered."""


@dataclass(frozen=True)
class Operation:
    """One method on one route."""

    method: str
    template: str
    """Such as ``/channels/{channel_id}/messages``."""
    names: Mapping[str, str]
    """What stands in place of the braces."""
    described: Mapping[str, Any]
    """What the spec says of it."""

    @property
    def needs_bot(self) -> bool:
        """Whether nobody but the bot itself may call it."""
        return {} not in self.described.get("security", [{}])

    @property
    def pointer(self) -> str:
        """Where in the spec it stands."""
        return f"#/paths/{self.template.replace('~', '~0').replace('/', '~1')}/{self.method.lower()}"


class Spec:
    """The OpenAPI document, read once; requests in strict mode (no key that it does not know, at any depth), answers as they stand."""

    def __init__(self, folder: Path) -> None:
        document = json.loads((folder / "discord_openapi.json").read_text())
        self._answers = _registry(document)
        self._requests = _registry(_strict(document))
        self._paths = document["paths"]
        self._validators: dict[tuple[bool, str], Draft202012Validator] = {}
        self._known: dict[tuple[bool, str, str], list[str]] = {}
        self.locales = frozenset(entry["const"] for entry in document["components"]["schemas"]["AvailableLocalesEnum"]["oneOf"])
        """Languages that Discord knows."""
        # A literal segment comes before one in braces, so that "@original" is not taken for an id.
        self._routes = [(_pattern(template), template) for template in sorted(self._paths, key=lambda one: one.replace("{", "~"))]

    def find(self, method: str, path: str) -> Operation | None:
        """The operation that a request means; None where the spec has none."""
        for pattern, template in self._routes:
            matched = pattern.fullmatch(path)
            described = self._paths[template].get(method.lower())
            if matched and described is not None:
                return Operation(method, template, matched.groupdict(), described)
        return None

    def request_problems(self, operation: Operation, body: Any, query: Mapping[str, str]) -> list[str]:
        """What is wrong with a request."""
        known = {one["name"]: one["schema"] for one in operation.described.get("parameters", []) if one.get("in") == "query"}
        problems = [f"unknown query parameter {name}" for name in query if name not in known]
        for name, value in query.items():
            allowed = _PRIMITIVES.get(str(known.get(name, {}).get("type")), ".*")
            if not re.fullmatch(allowed, value):
                problems.append(f"query parameter {name}={value}")
        content = operation.described.get("requestBody", {}).get("content", {})
        if not content:
            return problems + ([] if body is None else ["a body where there is none"])
        if "application/json" not in content:
            return problems
        return problems + self._problems(True, f"{operation.pointer}/requestBody/content/application~1json/schema", body)

    def answer_problems(self, operation: Operation, status: int, body: Any) -> list[str]:
        """What is wrong with an answer of ours."""
        described = operation.described["responses"].get(str(status))
        if described is None:
            return [f"{status} is no answer of {operation.template}"] if status < 400 else []
        if "application/json" not in described.get("content", {}):
            return [] if body is None else [f"a body in an answer {status}"]
        return self._problems(False, f"{operation.pointer}/responses/{status}/content/application~1json/schema", body)

    def _problems(self, strict: bool, pointer: str, value: Any) -> list[str]:
        # The same list of commands comes at every login: what was checked before, but for its ids, need not be checked again.
        seen = (strict, pointer, _ID.sub('"1"', json.dumps(value)))
        if seen not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[seen] = [_told(error) for error in self._validator(strict, pointer).iter_errors(value)]
        return self._known[seen]

    def _validator(self, strict: bool, pointer: str) -> Draft202012Validator:
        if (strict, pointer) not in self._validators:
            registry = self._requests if strict else self._answers
            self._validators[strict, pointer] = Draft202012Validator({"$ref": f"urn:discord{pointer}"}, registry=registry)
        return self._validators[strict, pointer]


@cache
def read_spec(folder: Path = SPECS) -> Spec:
    """The spec of a folder; a second of reading, so once a process."""
    return Spec(folder)


def _told(error: ValidationError) -> str:
    """The error; of a choice between schemas the one inside that schema whose `type` is the value's own."""
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context or []:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    if not branches:
        return f"{error.json_path}: {error.message[-200:]} ({error.validator} {str(error.validator_value)[:60]})"
    own = len(error.absolute_path) + 1
    meant = [inner for inner in branches.values() if not any(_of_type(one, own) for one in inner)] or list(branches.values())
    return _told(meant[-1][0])


def _of_type(error: ValidationError, depth: int) -> bool:
    path = list(error.absolute_path)
    return len(path) == depth and path[-1] == "type"


def _registry(document: dict[str, Any]) -> Any:
    resource = DRAFT202012.create_resource(document)
    registry: Any = Registry()
    return registry.with_resource("urn:discord", resource)


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", template)
    return re.compile("".join(f"(?P<{part}>[^/]+)" if index % 2 else re.escape(part) for index, part in enumerate(parts)))


def _strict(document: dict[str, Any]) -> dict[str, Any]:
    """The same document without room for keys that it does not name, and with what Discord takes beyond its own description."""
    strict = copy.deepcopy(document)
    schemas = strict["components"]["schemas"]
    # Its README says that indices into files[n] may be integers; discord.py sends tts with every edit, which Discord ignores.
    attachment = schemas["MessageAttachmentRequest"]["properties"]
    attachment["id"] = {"anyOf": [attachment["id"], {"type": "integer", "minimum": 0, "maximum": 9}]}
    for edit in ("IncomingWebhookUpdateRequestPartial", "MessageEditRequestPartial"):
        schemas[edit]["properties"]["tts"] = {"type": ["boolean", "null"]}
    # The documentation of commands knows nsfw, and the answers have it.
    schemas["ApplicationCommandUpdateRequest"]["properties"]["nsfw"] = {"type": ["boolean", "null"]}
    _close(schemas)
    return strict


def _close(schema: Any) -> None:
    if isinstance(schema, list):
        for part in schema:
            _close(part)
    elif isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict) and "additionalProperties" not in schema and "object" in (schema.get("type") or ""):
            schema["unevaluatedProperties"] = False
        for part in schema.values():
            _close(part)
