"""What Discord and good manners ask of messages beyond the spec: limits, files, mentions, buttons, forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from tests.bot.discord_server.call import File
from tests.bot.discord_server.model import COMPONENTS_V2, parts_of

_MAGIC: Final = {".mp4": (4, b"ftyp"), ".jpg": (0, b"\xff\xd8"), ".jpeg": (0, b"\xff\xd8"), ".png": (0, b"\x89PNG")}
"""Where in a file of that name what bytes stand."""


def message_problems(body: Mapping[str, Any], files: Mapping[int, File], creates: bool) -> list[str]:
    """What is wrong with a message that is sent or edited in."""
    problems = []
    content = body.get("content") or ""
    if len(content) > 2000:
        problems.append(f"a content of {len(content)} characters")
    if creates and not (content or body.get("attachments") or files or body.get("components") or body.get("embeds")):
        problems.append("an empty message")
    if (body.get("flags") or 0) & COMPONENTS_V2 and (content or body.get("embeds")):
        problems.append("content in a message of components")
    if "attachment://" in str(body.get("embeds") or "") and ".mp4" in str(body.get("embeds")):
        problems.append("an embed cannot carry an uploaded video")
    if (creates or content) and body.get("allowed_mentions") is None:
        problems.append("a message without allowed_mentions")
    return problems + _component_problems(body.get("components") or []) + file_problems(body, files)


def _component_problems(components: list[dict[str, Any]]) -> list[str]:
    problems = []
    rows = [component for component in components if component.get("type") == 1]
    if len(rows) > 5:
        problems.append(f"{len(rows)} rows")
    for row in rows:
        kinds = [part.get("type") for part in row.get("components", [])]
        if len(kinds) > 5 or (len(kinds) > 1 and set(kinds) != {2}):
            problems.append(f"a row of {kinds}")
    ids = [part["custom_id"] for part in parts_of(components) if part.get("custom_id")]
    if len(set(ids)) < len(ids):
        problems.append("the same custom_id twice")
    problems += [f"a custom_id of {len(one)} characters" for one in ids if len(one) > 100]
    for button in (part for part in parts_of(components) if part.get("type") == 2):
        if not (button.get("label") or button.get("emoji")):
            problems.append("a button without label and emoji")
        if bool(button.get("url")) != (button.get("style") == 5) or bool(button.get("custom_id")) == (button.get("style") in (5, 6)):
            problems.append(f"a button of style {button.get('style')} with the wrong kind of target")
    for select in (part for part in parts_of(components) if part.get("type") == 3):
        values = [option["value"] for option in select.get("options", [])]
        if len(set(values)) < len(values):
            problems.append("the same value twice in a menu")
    return problems


def file_problems(body: Mapping[str, Any], files: Mapping[int, File]) -> list[str]:
    """What is wrong between the files of a form and what the message says of them."""
    problems = []
    told = {int(one["id"]): one for one in body.get("attachments") or [] if str(one.get("id")).isdecimal() and int(one["id"]) < 10}
    problems += [f"files[{number}] is missing" for number in told.keys() - files.keys()]
    problems += [f"files[{number}] is told of nowhere" for number in files.keys() - told.keys()]
    for number, file in files.items():
        suffix = file.name[file.name.rfind(".") :]
        where, magic = _MAGIC.get(suffix, (0, b""))
        if suffix not in _MAGIC:
            problems.append(f"a file called {file.name}")
        elif file.content[where : where + len(magic)] != magic:
            problems.append(f"{file.name} does not begin like one")
        if not (told.get(number, {}).get("description") or "").strip():
            problems.append(f"{file.name} without alt text")
        if told.get(number, {}).get("filename") not in (None, file.name):
            problems.append(f"files[{number}] is called {file.name} and told of as {told[number]['filename']}")
    return problems


def modal_problems(data: Mapping[str, Any]) -> list[str]:
    """What is wrong with a form beyond the spec."""
    problems = []
    components = data.get("components", [])
    if not 1 <= len(components) <= 5:
        problems.append(f"a form of {len(components)} parts")
    ids = [part["custom_id"] for part in parts_of(components) if part.get("custom_id")]
    if len(set(ids)) < len(ids):
        problems.append("the same custom_id twice in a form")
    if any(component.get("type") == 1 for component in components):
        problems.append("a row in a form, where Discord wants a label")
    for part in parts_of(components):
        if part.get("type") == 4 and len(part.get("value") or "") > (part.get("max_length") or 4000):
            problems.append("a text that is longer than its own limit")
        if part.get("type") == 18 and part.get("component", {}).get("label"):
            problems.append("a label in a label")
    return problems


def command_problems(commands: list[dict[str, Any]], locales: frozenset[str]) -> list[str]:
    """What is wrong with a list of commands beyond the spec."""
    problems = []
    keys = [(command.get("type") or 1, command["name"]) for command in commands]
    if len(set(keys)) < len(keys):
        problems.append("the same command twice")
    for kind, most in ((1, 100), (2, 15), (3, 15)):
        if sum(key[0] == kind for key in keys) > most:
            problems.append(f"more than {most} commands of type {kind}")
    for command in commands:
        if (command.get("type") or 1) == 1:
            problems += _described_problems(command, locales, str(command["name"]))
        elif command.get("description") or command.get("options"):
            problems.append(f"{command['name']}: a context menu has neither description nor options")
    return problems


def _described_problems(part: Mapping[str, Any], locales: frozenset[str], where: str) -> list[str]:
    problems = []
    names = {"": part["name"]} | (part.get("name_localizations") or {})
    for locale, name in names.items():
        if not re.fullmatch(r"[-_'\w]{1,32}", name) or name != name.lower():
            problems.append(f"{where}: the name {name!r}")
        if locale and locale not in locales:
            problems.append(f"{where}: the language {locale}")
    for locale, text in ({"": part.get("description") or ""} | (part.get("description_localizations") or {})).items():
        if not 1 <= len(text) <= 100 or (locale and locale not in locales):
            problems.append(f"{where}: a description of {len(text)} characters in {locale or 'the default language'}")
    options = part.get("options") or []
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        problems.append(f"{where}: what is required comes first")
    for option in options:
        if option.get("autocomplete") and option.get("choices"):
            problems.append(f"{where}: choices and autocomplete in one option")
        problems += _described_problems(option, locales, f"{where}.{option['name']}")
    return problems


def pings_of(content: str, allowed: Mapping[str, Any] | None) -> list[str]:
    """Whom a message notifies: ids, and "everyone"."""
    parse = {"users", "roles", "everyone"} if allowed is None else set(allowed.get("parse") or [])
    listed = {kind: [str(one) for one in (allowed or {}).get(kind) or []] for kind in ("users", "roles")}
    people = re.findall(r"<@!?(\d+)>", content)
    roles = re.findall(r"<@&(\d+)>", content)
    pinged = [one for one in people if "users" in parse or one in listed["users"]]
    pinged += [one for one in roles if "roles" in parse or one in listed["roles"]]
    return pinged + (["everyone"] if "everyone" in parse and re.search(r"@(everyone|here)", content) else [])


def mention_problems(allowed: Mapping[str, Any] | None, askers: set[str]) -> list[str]:
    """What is wrong with whom a message might notify: nobody, or one of those who asked something in that channel."""
    if allowed is None:
        return []
    problems = []
    if allowed.get("parse"):
        problems.append(f"allowed_mentions.parse {allowed['parse']}")
    if allowed.get("roles"):
        problems.append("roles are notified")
    users = [str(one) for one in allowed.get("users") or []]
    if len(users) > 1 or set(users) - askers:
        problems.append(f"{len(users)} people are notified, or one who asked for nothing")
    return problems
