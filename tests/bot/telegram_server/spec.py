"""Telegram's own table of its methods and types, as a judge of what goes over the wire in either direction."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

LENGTH: Final = re.compile(r"(\d+)-(\d+) (characters|bytes)")
"""How the table says a length."""
ONE_VALUE: Final = re.compile(r'(?:[Mm]ust be|always) [“"]?([a-z_]+)[”"]?\.?$')
"""How the table says that a field has one value alone."""
SEVERAL_VALUES: Final = re.compile(r'(?:[Mm]ust be one of|can be either|can be one of|[Cc]urrently, can be) (["“].*)')
"""How the table names the values of a field."""
QUOTED: Final = re.compile(r'["“]([^"”]+)["”]')
"""A value among them."""
SIMPLE: Final[dict[str, type | tuple[type, ...]]] = {"Integer": int, "Float": (int, float), "String": str, "Boolean": bool}
"""The simple types of the table."""
ACTIONS: Final = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
"""What a chat action may be; the table has it only in prose."""
PATTERNS: Final = {
    ("BotCommand", "command"): re.compile(r"[a-z0-9_]+"),
    ("setWebhook", "secret_token"): re.compile(r"[A-Za-z0-9_-]+"),
    ("setMyCommands", "language_code"): re.compile(r"[a-z]{2}|"),
}
"""What else a text must look like."""
KEYBOARD_ACTIONS: Final = frozenset(
    {
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    }
)
"""What an inline button may do; exactly one of them."""


def utf16(text: str) -> int:
    """Length of a text as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


@dataclass
class Field:
    """One parameter of a method, or one field of a type."""

    name: str
    """Its name."""
    types: tuple[str, ...]
    """Any of these."""
    required: bool
    """Whether it must be there."""
    description: str
    """What the table says about it in prose."""
    values: frozenset[str] = frozenset()
    """The only values it may have; empty: any."""

    def __post_init__(self) -> None:
        one, several = ONE_VALUE.search(self.description), SEVERAL_VALUES.search(self.description)
        if several:
            self.values = frozenset(QUOTED.findall(several[1]))
        elif one and self.types == ("String",) and self.required:
            self.values = frozenset({one[1]})


@dataclass
class Spec:
    """The whole table."""

    methods: Mapping[str, Mapping[str, Field]]
    """Method → its parameters."""
    returns: Mapping[str, tuple[str, ...]]
    """Method → what it gives."""
    types: Mapping[str, Mapping[str, Field]]
    """Type → its fields."""
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Type → the types that it may be."""

    def problems(self, value: Any, types: Sequence[str], at: str) -> list[str]:
        """What is wrong with a value that should be of one of these types; `at` says where it stands."""
        best: list[str] | None = None
        for kind in types:
            found = self._problems(value, kind, at)
            if not found:
                return []
            best = found if best is None or len(found) < len(best) else best
        return best or [f"{at}: no type is known for it"]

    def _problems(self, value: Any, kind: str, at: str) -> list[str]:
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                return [f"{at}: {kind} is not {_named(value)}"]
            return [problem for i, part in enumerate(value) for problem in self.problems(part, [kind[9:]], f"{at}[{i}]")]
        if kind in SIMPLE:
            right = isinstance(value, SIMPLE[kind]) and (kind == "Boolean" or not isinstance(value, bool))
            return [] if right else [f"{at}: {kind} is not {_named(value)}"]
        if kind in self.kinds:
            return self.problems(value, self.kinds[kind], at)
        if kind not in self.types:
            return [f"{at}: type {kind} is unknown"]
        if not isinstance(value, dict):
            return [f"{at}: {kind} is not {_named(value)}"]
        problems = self.fields(value, kind, self.types[kind], at)
        if kind == "InlineKeyboardButton" and len(KEYBOARD_ACTIONS & set(value)) != 1:
            problems.append(f"{at}: a button does exactly one thing, this one {sorted(KEYBOARD_ACTIONS & set(value))}")
        return problems

    def fields(self, value: Mapping[str, Any], owner: str, fields: Mapping[str, Field], at: str) -> list[str]:
        """What is wrong with the fields of an object, or with the parameters of a method."""
        problems = [f"{at}: {name} is unknown to {owner}" for name in value if name not in fields]
        problems += [f"{at}: {name} is missing in {owner}" for name, known in fields.items() if known.required and name not in value]
        for name, known in fields.items():
            if name in value:
                found = self.problems(value[name], known.types, f"{at}.{name}")
                problems += found or self._bounds(value[name], owner, known, f"{at}.{name}")
        return problems

    @staticmethod
    def _bounds(value: Any, owner: str, known: Field, at: str) -> list[str]:
        """Whether a text is of the right length and one of the right values."""
        if not isinstance(value, str):
            return []
        problems = []
        length = LENGTH.search(known.description)
        if length:
            size = utf16(value) if length[3] == "characters" else len(value.encode())
            if not int(length[1]) <= size <= int(length[2]):
                problems.append(f"{at}: {size} {length[3]}, allowed are {length[1]} to {length[2]}")
        values = ACTIONS if (owner, known.name) == ("sendChatAction", "action") else known.values
        if values and value not in values:
            problems.append(f"{at}: {value!r} is no value of {owner}.{known.name}")
        pattern = PATTERNS.get((owner, known.name))
        if pattern and not pattern.fullmatch(value):
            problems.append(f"{at}: {value!r} has signs that {owner}.{known.name} does not allow")
        return problems

    def decode(self, text: str, types: Sequence[str]) -> Any:
        """The value that a form field stands for; raises `ValueError` where it stands for none."""
        if all(kind in SIMPLE or kind == "InputFile" for kind in types):
            if "Integer" in types and re.fullmatch(r"-?\d+", text):
                return int(text)
            if types[0] == "Float":
                return float(text)
            if types[0] == "Boolean" and text in {"true", "false"}:
                return text == "true"
            if "String" in types:
                return text
            raise ValueError(f"{text[:40]!r} is no {' or '.join(types)}")
        return json.loads(text)


def read_spec(path: Path) -> Spec:
    """The table as it lies in a JSON file."""
    table = json.loads(path.read_text())
    types = {name: _fields(entry) for name, entry in table["types"].items() if not entry.get("subtypes")}
    methods = {name: _fields(entry) for name, entry in table["methods"].items()}
    kinds = {name: tuple(entry["subtypes"]) for name, entry in table["types"].items() if entry.get("subtypes")}
    return Spec(methods, {name: tuple(entry["returns"]) for name, entry in table["methods"].items()}, types, kinds)


def _fields(entry: Mapping[str, Any]) -> dict[str, Field]:
    return {
        each["name"]: Field(each["name"], tuple(each["types"]), each["required"], each["description"]) for each in entry.get("fields") or []
    }


def _named(value: Any) -> str:
    return f"{type(value).__name__} {str(value)[:60]!r}"
