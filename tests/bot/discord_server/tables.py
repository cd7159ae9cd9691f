"""The tables of Discord's documentation as an oracle for what goes over the gateway, which the OpenAPI document does not describe."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from tests.bot.discord_server.spec import SPECS

_TITLES: Final = {
    "identify": "events/gateway-events#Identify/Identify Structure",
    "resume": "events/gateway-events#Resume/Resume Structure",
    "hello": "events/gateway-events#Hello/Hello Structure",
    "ready": "events/gateway-events#Ready/Ready Event Fields",
    "guild create": "events/gateway-events#Guild Create/Guild Create Extra Fields",
    "interaction": "interactions/receiving-and-responding#Interaction Object/Interaction Structure",
    "command data": "interactions/receiving-and-responding#Interaction Object/Application Command Data Structure",
    "component data": "interactions/receiving-and-responding#Interaction Object/Message Component Data Structure",
    "modal data": "interactions/receiving-and-responding#Interaction Object/Modal Submit Data Structure",
    "resolved data": "interactions/receiving-and-responding#Interaction Object/Resolved Data Structure",
    "application command interaction data option": "interactions/receiving-and-responding#Interaction Object/"
    "Application Command Interaction Data Option Structure",
    "message": "resources/message#Message Object/Message Structure",
    "messages": "resources/message#Message Object/Message Structure",
    "attachment": "resources/message#Attachment Object/Attachment Structure",
    "guild": "resources/guild#Guild Object/Guild Structure",
    "unavailable guild": "resources/guild#Guild Object/Guild Structure",
    "guild member": "resources/guild#Guild Member Object/Guild Member Structure",
    "member": "resources/guild#Guild Member Object/Guild Member Structure",
    "user": "resources/user#User Object/User Structure",
    "channel": "resources/channel#Channel Object/Channel Structure",
    "role": "topics/permissions#Role Object/Role Structure",
    "role colors": "topics/permissions#Role Object/Role Colors Object",
    "application": "resources/application#Application Object/Application Structure",
}
_SUBMITTED: Final = {
    10: "components/reference#Text Display/Text Display Interaction Response Structure",
    18: "components/reference#Label/Label Interaction Response Structure",
    4: "components/reference#Text Input/Text Input Interaction Response Structure",
    3: "components/reference#String Select/String Select Interaction Response Structure",
    19: "components/reference#File Upload/File Upload Interaction Response Structure",
    21: "components/reference#Radio Group Interaction Response Structure/Radio Group Interaction Response Structure",
}
_DATA: Final = {2: "command data", 4: "command data", 3: "component data", 5: "modal data"}
_BEYOND: Final[Mapping[str, frozenset[str]]] = {"guild": frozenset({"locale"}), "unavailable guild": frozenset({"unavailable"})}
"""Keys that Discord sends although their tables lack them: examples in its documentation have them."""
_PLAIN: Final[Mapping[str, tuple[type, ...]]] = {
    "integer": (int,),
    "string": (str,),
    "boolean": (bool,),
    "float": (float, int),
    "interaction type": (int,),
    "interaction context type": (int,),
}


class Tables:
    """The tables, read once."""

    def __init__(self, folder: Path) -> None:
        self._tables: dict[str, list[dict[str, Any]]] = json.loads((folder / "discord_docs_tables.json").read_text())["tables"]

    def event_problems(self, event: str, data: Mapping[str, Any]) -> list[str]:
        """What is wrong with an event of ours."""
        match event:
            case "READY":
                return self.problems("ready", data)
            case "GUILD_CREATE":
                return self._merged(("guild", "guild create"), data, event)
            case "INTERACTION_CREATE":
                return self.problems("interaction", data) + self._data_problems(data)
            case "RESUMED" | "GUILD_DELETE" | "CHANNEL_DELETE" | "CHANNEL_CREATE":
                return []
        return [f"no table for {event}"]

    def problems(self, name: str, value: Any, where: str = "", partial: bool = False) -> list[str]:
        """What is wrong with an object of a table."""
        return self._merged((name,), value, where or name, partial)

    def _data_problems(self, interaction: Mapping[str, Any]) -> list[str]:
        data = interaction["data"]
        problems = self.problems(_DATA[interaction["type"]], data, "data")
        for component in data.get("components", []):
            problems += self._submitted_problems(component)
        return problems

    def _submitted_problems(self, component: Mapping[str, Any]) -> list[str]:
        title = _SUBMITTED.get(int(component.get("type", 0)))
        if title is None:
            return [f"a submitted component of type {component.get('type')}"]
        # A select in a modal tells its type as `type`; the table names `component_type`, which is how a message's select tells it.
        problems = self._against([row for row in self._tables[title] if row["field"] != "component_type"], component, title.split("/")[-1])
        inner = component.get("component")
        return problems + (self._submitted_problems(inner) if isinstance(inner, dict) else [])

    def _merged(self, names: tuple[str, ...], value: Any, where: str, partial: bool = False) -> list[str]:
        rows = [row for name in names for row in self._tables[_TITLES[name]]]
        return self._against(rows, value, where, partial, _BEYOND.get(names[0], frozenset()))

    def _against(
        self, rows: list[dict[str, Any]], value: Any, where: str, partial: bool = False, beyond: frozenset[str] = frozenset()
    ) -> list[str]:
        if not isinstance(value, dict):
            return [f"{where} is no object"]
        problems: list[str] = []
        known: set[str] = set()
        for row in rows:
            name, optional = _field(row)
            known.add(name)
            if name not in value:
                problems += [] if optional or partial else [f"{where}.{name} is missing"]
            elif value[name] is None:
                problems += [] if row["nullable"] else [f"{where}.{name} is null"]
            else:
                problems += self._value_problems(str(row["type"]), value[name], f"{where}.{name}")
        return problems + [f"{where}.{name} is in no table" for name in value.keys() - known - beyond]

    def _value_problems(self, kind: str, value: Any, where: str) -> list[str]:
        kind = kind.removesuffix(r" \*").strip()
        if kind in _PLAIN:
            fits = isinstance(value, _PLAIN[kind]) and isinstance(value, bool) == (kind == "boolean")
            return [] if fits else [f"{where} is no {kind}"]
        if kind == "snowflake":
            return [] if isinstance(value, str) and value.isdecimal() else [f"{where} is no snowflake"]
        if kind == "ISO8601 timestamp":
            return [] if isinstance(value, str) and datetime.fromisoformat(value).tzinfo else [f"{where} is no time"]
        if kind.startswith("array of "):
            if not isinstance(value, list):
                return [f"{where} is no array"]
            return [problem for index, one in enumerate(value) for problem in self._one_of_many(kind[9:], one, f"{where}[{index}]")]
        if kind.startswith("Map of Snowflakes to "):
            return [problem for key, one in dict(value).items() for problem in self._one_of_many(kind[21:], one, f"{where}.{key}")]
        return self._one_of_many(kind, value, where)

    def _one_of_many(self, kind: str, value: Any, where: str) -> list[str]:
        singular = re.sub(r"\bobjects?\b.*", "", kind).strip()
        partial = singular.startswith("partial ") or "navailable" in singular
        name = singular.removeprefix("partial ").lower()
        if name in _TITLES:
            return self.problems(name, value, where, partial)
        plain = {"snowflakes": "snowflake", "strings": "string", "role object ids": "snowflake"}.get(kind)
        return self._value_problems(plain, value, where) if plain else []


def _field(row: Mapping[str, Any]) -> tuple[str, bool]:
    """Name of a row and whether it may be absent: footnotes stand behind the names, and some question marks before the footnotes."""
    matched = re.match(r"(\w+)(\??)", str(row["field"]))
    assert matched
    return matched[1], bool(row["optional"]) or bool(matched[2])


@cache
def read_tables(folder: Path = SPECS) -> Tables:
    """The tables of a folder."""
    return Tables(folder)
