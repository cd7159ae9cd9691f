"""`toontalker say`: a text as sound, without a picture; by whoever speaks first, or by one voice that is to be tried.

It gives the lines that the command line prints.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from toontalker.clip import VOICES
from toontalker.command_files import check_folder, settings_of, write_json
from toontalker.errors import NoVoice

if TYPE_CHECKING:
    from toontalker.settings import Settings
    from toontalker.speech import Voices


def add_say_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the command line."""
    say = commands.add_parser("say", help="a text as sound, without a picture")
    say.add_argument("text", metavar="TEXT", help="what is said")
    say.add_argument("--voice", choices=VOICES)
    say.add_argument("--language", metavar="CODE", help="language of the text, such as en or german; auto finds it in the text")
    say.add_argument("--said-by", metavar="NAME", help="only this voice is asked; `toontalker voices` names them")
    say.add_argument("--rate", type=float, default=1.0, metavar="0.7..1.4", help="speed, as a multiple of the voice's own")
    say.add_argument("--pitch", type=float, default=0.0, metavar="-4..4", help="semitones above the voice's own pitch")
    say.add_argument("--out", metavar="OUT.wav", default="say.wav", help="default: %(default)s")
    say.add_argument("--report", metavar="REPORT.json", help="write what was said, with the time of every sound")
    say.set_defaults(run=_say)


def _say(arguments: argparse.Namespace) -> Iterator[str]:
    from toontalker.speech import Delivery, open_voices, write_wav
    from toontalker.system import limit_blas

    settings = settings_of(arguments)
    out, report = Path(arguments.out), Path(arguments.report) if arguments.report else None
    for path in (out, report):
        if path is not None:
            check_folder(path)
    delivery = Delivery(arguments.rate, arguments.pitch)
    voice, language = arguments.voice or settings.pipeline.voice, arguments.language or settings.pipeline.language
    if arguments.said_by:
        voices = _one_voice(arguments, settings, language)
    else:
        voices = open_voices(settings.voices, longest_text=settings.speech.max_text, longest_seconds=settings.speech.max_seconds)
    limit_blas()
    speech = voices.say(arguments.text, voice, language, delivery)
    write_wav(out, speech)
    if report is not None:
        write_json(report, {"voice": voice, **speech.report()})
    yield str(out)


def _one_voice(arguments: argparse.Namespace, settings: Settings, language: str) -> Voices:
    """A chain of the one voice that is to be tried; raises NoVoice where it does not speak the language of the text."""
    from toontalker.languages import named
    from toontalker.speech import Voices
    from toontalker.speech.language_finder import find_language
    from toontalker.speech.opening import open_voice, voice_named

    engine = open_voice(voice_named(arguments.said_by), settings.voices, settings.speech.max_seconds)
    found = find_language(arguments.text, language, settings.voices.fallback_language)
    if not engine.speaks(found.code):
        raise NoVoice(f"The voice {engine.name} does not speak {named(found.code)}; `toontalker voices` says who does.")
    return Voices([engine], settings.voices, longest=settings.speech.max_text)
