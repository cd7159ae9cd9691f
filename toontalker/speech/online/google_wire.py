"""How Google's voice is asked over the wire, and how its answer is read.

The form of the request and the names of the languages come from the package gTTS. Its own sending is not used: it verifies no
certificate, waits without end, and takes a page with a captcha for silence.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from toontalker.errors import VoiceAway
from toontalker.speech.online import faults
from toontalker.speech.online.chunks import MOST

TITLE: Final = "Google's voice"
PATH: Final = "/_/TranslateWebserverUi/data/batchexecute"
LARGEST: Final = 2 << 20
"""Bytes of an answer at most; a piece of 100 characters is about 60 000, one of 100 digits six times that."""
CONNECTING, READING = 4.0, 6.0
"""Seconds for a connection and without a single byte, at most."""
_BLOCK: Final = 1 << 16
_ALIASES: Final = {
    "cmn": "zh-CN", "fil": "tl", "he": "iw", "in": "id", "jv": "jw", "nb": "no", "nn": "no", "pt-br": "pt", "zh": "zh-CN",
    "zh-hans": "zh-CN", "zh-hant": "zh-TW", "zh-hk": "yue",
}  # fmt: skip
"""ISO 639 code → the name that the service has for the language, where that is another."""
_REPLY: Final = re.compile(r'"wrb\.fr","jQ1olc",("(?:[^"\\]+|\\.)*"|null)')
"""The reply to the call `jQ1olc`: JSON within JSON, in the middle of replies to other calls."""


@dataclass(frozen=True)
class GoogleService:
    """Where Google's voice is, and how long it may take."""

    address: str = "https://translate.google.com"
    """Scheme, host and port."""
    certificates: Path | None = None
    """Authorities that are trusted instead of the usual ones, which $REQUESTS_CA_BUNDLE may name as well."""
    patience: float = 8.0
    """Seconds for a whole text."""


def language_codes() -> dict[str, str]:
    """Language code, lower case → the service's name for it; raises ImportError where gTTS is not installed."""
    from gtts.lang import tts_langs

    own = {str(code).lower(): str(code) for code in tts_langs()}
    return {**own, **{alias: code for alias, code in _ALIASES.items() if code.lower() in own}}


def fetch(service: GoogleService, text: str, language: str, deadline: float) -> bytes:
    """The MP3 of 1 to `MOST` characters; `language`: as the service names it; `deadline`: on the clock of `time.monotonic`.

    Raises VoiceAway, whatever goes wrong.
    """
    import requests
    import urllib3
    from gtts import gTTS

    left = deadline - time.monotonic()
    if left <= 0:
        raise faults.away(TITLE, faults.TOO_SLOW)
    try:
        with requests.Session() as session:  # one for each request: nothing stays open, and no cookie is kept
            answer = session.post(
                service.address + PATH,
                data=form(text, language),
                headers={**gTTS.GOOGLE_TTS_HEADERS, "Accept-Encoding": "identity"},
                timeout=(min(CONNECTING, left), min(READING, left)),
                verify=str(service.certificates) if service.certificates else True,
                allow_redirects=False,
                stream=True,
            )
            with answer:
                if answer.status_code != 200:
                    rest = faults.asked_rest(answer.headers.get("Retry-After"))
                    raise faults.away(TITLE, faults.status_reason(answer.status_code), rest)
                body = _read(answer.raw, deadline)
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise faults.away(TITLE, faults.network_reason(error)) from error
    return sound_in(body)


def form(text: str, language: str) -> str:
    """The body of a request, as gTTS writes it for a text that it takes as one piece."""
    from gtts import gTTS

    assert len(text) <= MOST
    asked = gTTS(text, lang=language, lang_check=False, pre_processor_funcs=[], tokenizer_func=lambda whole: [whole])
    (body,) = asked.get_bodies()
    return str(body)


def _read(raw: object, deadline: float) -> bytes:
    """The whole answer, which may come slowly, but neither too slowly nor without end; `raw`: urllib3's response."""
    body = bytearray()
    while block := raw.read1(_BLOCK):  # type: ignore[attr-defined]  # requests calls it Any
        body += block
        if len(body) > LARGEST:
            raise faults.away(TITLE, faults.TOO_LARGE)
        if time.monotonic() > deadline:
            raise faults.away(TITLE, faults.TOO_SLOW)
    return bytes(body)


def sound_in(answer: bytes) -> bytes:
    """The MP3 in an answer; raises VoiceAway with what is there instead."""
    body = answer.decode("utf-8", "replace")
    reply = _REPLY.search(body)
    if reply is None:
        raise faults.away(TITLE, faults.CAPTCHA if body.lstrip()[:1] == "<" else faults.NO_SOUND)
    try:
        sound = base64.b64decode(json.loads(json.loads(reply[1]))[0], validate=True)
    except (ValueError, TypeError, LookupError, RecursionError, binascii.Error) as error:
        raise _unreadable(reply[1]) from error
    if not sound:
        raise faults.away(TITLE, faults.NO_SOUND)
    return sound


def _unreadable(reply: str) -> VoiceAway:
    """For a reply that holds no sound, or none that can be read."""
    return faults.away(TITLE, faults.NO_SOUND if reply in ("null", '"[]"') else faults.UNREADABLE)
