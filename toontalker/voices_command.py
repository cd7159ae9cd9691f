"""`toontalker voices`: what this machine can speak, in which languages, and what each voice would need.

It gives the lines that the command line prints.
"""

from __future__ import annotations

import argparse
import json
import shutil
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from toontalker.command_files import settings_of
from toontalker.errors import BadSetting

if TYPE_CHECKING:
    from toontalker.speech.roster import VoiceState


def add_voices_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the command line."""
    voices = commands.add_parser("voices", help="what this machine can speak, in which languages, and what each voice needs")
    voices.add_argument("--language", metavar="CODE", help="only who speaks this language, such as de or german")
    voices.add_argument("--json", action="store_true", help="as JSON, with the codes of all languages")
    voices.set_defaults(run=_voices)


def _voices(arguments: argparse.Namespace) -> Iterator[str]:
    from toontalker.languages import language_code, named
    from toontalker.speech.roster import roster

    language = None
    if arguments.language is not None and (language := language_code(arguments.language)) is None:
        raise BadSetting(f"There is no voice for the language {arguments.language[:40]!r}; `toontalker voices` names those there are.")
    settings = settings_of(arguments).voices
    states = [state for state in roster(settings) if language is None or not state.speaks or language.split("-")[0] in state.speaks]
    if arguments.json:
        yield json.dumps([state.as_json() for state in states], indent=2, ensure_ascii=False)
        return
    yield from _table(states, f"Who speaks {named(language)} here" if language else "Who speaks here", settings.order)
    if language is None:
        yield from _languages(states)
    yield ""
    yield f"Try one: toontalker say --said-by {_first_ready(states)} \"{'Hello' if language in (None, 'en') else '…'}\""


def _table(states: Sequence[VoiceState], heading: str, order: Sequence[str]) -> Iterator[str]:
    """The voices: first those that are asked, in their order, then the others."""
    asked = [state for state in states if state.name in order]
    yield f"{heading}; the first that can is heard:"
    yield from _rows(asked, states)
    rest = [state for state in states if state.name not in order]
    if rest:
        yield "\nNot asked:"
        yield from _rows(rest, states)


def _rows(shown: Sequence[VoiceState], states: Sequence[VoiceState]) -> Iterator[str]:
    """A line for each voice, and one more for what it needs; columns as wide as all voices need them."""
    widths = [max(len(cell) for cell in column) for column in zip(*(_cells(state) for state in states), strict=True)]
    for state in shown:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(_cells(state), widths, strict=True)).rstrip()
        if state.needs:
            yield " " * (widths[0] + 4) + f"→ {state.needs}"


def _cells(state: VoiceState) -> tuple[str, str, str, str, str]:
    from toontalker.languages import named

    few = ", ".join(named(code) for code in state.speaks)
    speaks = few if len(state.speaks) <= 3 else f"{len(state.speaks)} languages"
    return state.name, state.state, state.title, speaks, state.voices if state.speaks else ""


def _languages(states: Sequence[VoiceState]) -> Iterator[str]:
    """All languages that can be spoken, by name and code."""
    from toontalker.languages import LANGUAGES

    spoken = {code for state in states if state.state == "ready" for code in state.speaks}
    names = [f"{language.name}\u00a0({language.code})" for language in LANGUAGES if language.code in spoken]
    width = min(100, max(60, shutil.get_terminal_size((100, 24)).columns))
    yield f"\n{len(names)} languages:"
    yield textwrap.fill(", ".join(sorted(names)), width, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)


def _first_ready(states: Sequence[VoiceState]) -> str:
    """The voice that speaks first; the one that is always there if none does."""
    return next((state.name for state in states if state.state == "ready"), "espeak")
