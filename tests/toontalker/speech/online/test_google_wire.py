"""Requests and answers of Google's voice as bytes."""

from __future__ import annotations

import base64
import json
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.toontalker.speech.online.google_stand_in import reply, wire
from toontalker.errors import VoiceAway
from toontalker.speech.online.google_wire import form, language_codes, sound_in


@given(st.text(min_size=1, max_size=99).map(lambda text: f"a{text}".strip()))
def test_a_text_goes_into_the_form_as_it_is(text: str) -> None:
    """Whatever signs it has: nothing is added, dropped or read as a part of the form."""
    body = form(text.encode("utf-8", "ignore").decode(), "en")
    assert body.isascii()
    assert body.count("&") == 1
    (((_, inner, _, _),),) = json.loads(unquote(body[len("f.req=") : -1]))
    assert json.loads(inner)[0] == text.encode("utf-8", "ignore").decode().strip()


@given(st.binary(min_size=1, max_size=500))
def test_a_sound_comes_out_of_an_answer(sound: bytes) -> None:
    """To the last byte, with the padding of base64 escaped as the service does it, and in a plain array of one line as well."""
    assert sound_in(reply(sound)) == sound
    inner = json.dumps([base64.b64encode(sound).decode()])
    assert sound_in(json.dumps([["wrb.fr", "jQ1olc", inner]], separators=(",", ":")).encode()) == sound


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "no sound"),
        (b"  <!doctype html><title>Sorry</title>", "web page"),
        (wire(None), "no sound"),
        (wire(""), "no sound"),
        (wire("a*b"), "cannot be read"),
        (b'["wrb.fr","jQ1olc","[]"]', "no sound"),
        (b'["wrb.fr","jQ1olc","{}"]', "cannot be read"),
        (b'["wrb.fr","jQ1olc","[[1]]"]', "cannot be read"),
        (b'["wrb.fr","jQ1olc","' + b"[" * 100_000 + b'"]', "cannot be read"),
        (b'["wrb.fr","jQ1olc","\\q"]', "cannot be read"),
    ],
)
def test_what_holds_no_sound_says_so(answer: bytes, reason: str) -> None:
    """A page is told from an empty answer, and that from a broken one."""
    with pytest.raises(VoiceAway, match=reason):
        sound_in(answer)


@given(st.one_of(st.binary(max_size=300), st.text('[]{}",\\ajQ1olcwrb.fr', max_size=60).map(lambda t: f'"wrb.fr","jQ1olc","{t}'.encode())))
def test_rubbish_is_a_refusal_or_bytes(answer: bytes) -> None:
    """Never another error."""
    try:
        sound = sound_in(answer)
    except VoiceAway:
        return
    assert sound


def test_the_service_knows_many_languages() -> None:
    """By their codes in lower case, the old names of some as well."""
    codes = language_codes()
    assert len(codes) > 60
    assert (codes["he"], codes["iw"], codes["zh"], codes["pt-br"]) == ("iw", "iw", "zh-CN", "pt")
