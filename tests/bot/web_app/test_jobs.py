from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.command import Command
from bot.front_end import Change
from bot.web_app.jobs import change_of, command_of
from bot.web_app.uploads import Form
from tests.bot.maker import PHOTO, RECORDING
from tests.bot.web_app.visitor import entered, page_in


@pytest.mark.parametrize(
    ("fields", "command"),
    [
        ({"text": "Hello there"}, Command("Hello there")),
        ({"text": "Hello there", "voice": "male", "style": "ink", "language": "fr"}, Command("Hello there", "male", "ink", "fr")),
        ({"text": "/toon male Hello"}, Command("Hello", "male")),
        ({"text": "/toon male Hello", "voice": "female", "style": "paint"}, Command("Hello", "male", "paint")),
        ({"text": "Hello", "voice": "robot", "style": "", "language": "xx"}, Command("Hello")),
        ({}, Command("")),
    ],
)
def test_the_text_comes_before_the_controls(fields: dict[str, str], command: Command) -> None:
    """What the command says counts; the controls fill in what it leaves out; what nobody knows is left out."""
    assert command_of(Form(fields)) == command


@given(st.dictionaries(st.sampled_from(["text", "voice", "style", "language", "face"]), st.text()))
def test_any_form_is_a_command_and_a_change(fields: dict[str, str]) -> None:
    """Whatever is posted."""
    assert isinstance(command_of(Form(fields)), Command)
    face = change_of(Form(fields)).face
    assert face is None or 1 <= face <= 99


def test_a_change_takes_only_what_there_is() -> None:
    """Voice, style and face, each by itself."""
    assert change_of(Form({"voice": "male"})) == Change(voice="male")
    assert change_of(Form({"style": "toon3d", "face": "12"})) == Change(style="toon3d", face=12)
    assert change_of(Form({"voice": "x", "style": "x", "face": "0"})) == Change()
    assert change_of(Form({"face": "²"})) == Change()


def test_refusals_are_sentences_in_the_language_of_the_browser(tmp_path: Path) -> None:
    """Whatever is missing, too long, too large or not to be done: a fitting status or state, and a whole sentence."""

    async def visit() -> None:
        sections: dict[str, dict[str, Any]] = {
            "bot": {"max_text": 50}, "photo": {"max_megabytes": 0.01}, "speech": {"max_audio_megabytes": 0.01}
        }  # fmt: skip
        async with page_in(tmp_path, sections) as page, entered(page) as visitor:
            forms: list[tuple[dict[str, str | bytes], int]] = [
                ({"text": "Hello"}, 422),
                ({"photo": PHOTO}, 422),
                ({"photo": PHOTO, "text": "  "}, 422),
                ({"photo": PHOTO, "text": "x" * 51}, 422),
                ({"photo": PHOTO, "text": "x" * 70_000}, 413),
                ({"photo": PHOTO + b"x" * 10_001, "text": "Hello"}, 413),
                ({"photo": b"x" * 9_000_000, "text": "Hello"}, 413),
                ({"photo": PHOTO, "audio": b"x" * 10_001}, 413),
                ({"photo": b"GIF89a not for us", "text": "Hello"}, 422),
                ({"photo": PHOTO, "text": "Hello", "surprise": "x"}, 400),
            ]
            for fields, status in forms:
                got, answer = await visitor.post("/api/jobs", **fields)
                assert (fields.keys(), got) == (fields.keys(), status)
                assert answer["error"].rstrip()[-1] in ".!?"
            for text, state in [("!noface", "refused"), ("!broken", "failed"), ("!weights", "failed")]:
                ended = await visitor.ended((await visitor.ask(text))["id"])
                assert ended["state"] == state
                assert "Traceback" not in ended["line"]
                assert "ZeroDivision" not in ended["line"]
            german = await visitor.call("POST", "/api/jobs", data=b"", headers={"Accept-Language": "de"})
            english = await visitor.call("POST", "/api/jobs", data=b"")
            assert german[0] == english[0] == 400

    asyncio.run(visit())


def test_other_sessions_see_nothing(tmp_path: Path) -> None:
    """A clip, its poster, its state, its buttons and its news are there for the session that asked, and 404 for any other."""

    async def visit() -> None:
        async with page_in(tmp_path) as page, entered(page) as visitor, entered(page) as other, other.open("GET", "/api/news") as stream:
            events = other.news(stream)
            await anext(events)
            job = (await visitor.ask())["id"]
            await visitor.ended(job)
            for method, path in [("GET", ""), ("GET", "/clip"), ("GET", "/poster"), ("DELETE", "")]:
                assert (await other.call(method, f"/api/jobs/{job}{path}"))[0] == 404
            assert (await other.post(f"/api/jobs/{job}/again", style="ink"))[0] == 404
            own = (await other.ask())["id"]
            async for _, state in events:
                assert state["id"] == own
                if state["state"] == "clip":
                    break
            assert (await visitor.call("GET", f"/api/jobs/{job}"))[0] == 200

    asyncio.run(visit())


def test_a_choice_of_faces(tmp_path: Path) -> None:
    """Several faces: a numbered picture; the number that is clicked becomes a clip."""

    async def visit() -> None:
        async with page_in(tmp_path) as page, entered(page) as visitor:
            job = (await visitor.ask("!faces3 Hello"))["id"]
            choice = await visitor.ended(job)
            assert (choice["state"], choice["faces"]) == ("choice", 3)
            async with visitor.open("GET", f"/api/jobs/{job}/clip") as response:
                assert (response.content_type, await response.read()) == ("image/jpeg", PHOTO)
            status, again = await visitor.post(f"/api/jobs/{job}/again", face="2")
            assert status == 201
            assert (await visitor.ended(again["id"]))["state"] == "clip"

    asyncio.run(visit())


def test_a_recording_is_spoken(tmp_path: Path) -> None:
    """Without a text, in its own voice."""

    async def visit() -> None:
        async with page_in(tmp_path) as page, entered(page) as visitor:
            job = (await visitor.ask("", audio=RECORDING))["id"]
            ended = await visitor.ended(job)
            assert (ended["state"], ended["spoken"], ended["voice"]) == ("clip", False, "as-is")

    asyncio.run(visit())


def test_deleted_is_gone(tmp_path: Path) -> None:
    """Clip, state and buttons; also of a job that still waits, and twice is no harm."""

    async def visit() -> None:
        async with page_in(tmp_path) as page, entered(page) as visitor:
            done = (await visitor.ask())["id"]
            await visitor.ended(done)
            await visitor.ask("!slow1")
            waiting = (await visitor.ask("Hello"))["id"]
            for job in (done, waiting):
                status, answer = await visitor.call("DELETE", f"/api/jobs/{job}")
                assert (status, bool(answer["line"])) == (200, True)
                assert (await visitor.call("GET", f"/api/jobs/{job}"))[0] == 404
                assert (await visitor.call("GET", f"/api/jobs/{job}/clip"))[0] == 404
                assert (await visitor.post(f"/api/jobs/{job}/again"))[0] == 404

    asyncio.run(visit())


def test_forgotten_is_gone_and_so_is_the_session(tmp_path: Path) -> None:
    """All clips of the session, and no other's; the browser gets a new session."""

    async def visit() -> None:
        async with page_in(tmp_path) as page, entered(page) as visitor, entered(page) as other:
            jobs = [(await visitor.ask())["id"] for _ in range(2)]
            kept = (await other.ask())["id"]
            for job in jobs:
                await visitor.ended(job)
            before = visitor.cookie
            status, answer = await visitor.call("POST", "/api/forget")
            assert status == 200
            assert "2" in answer["line"]
            assert visitor.cookie != before
            assert (await visitor.call("GET", f"/api/jobs/{jobs[0]}", headers={"Cookie": f"toontalker-{page.port}={before}"}))[0] == 404
            assert (await other.ended(kept))["state"] == "clip"

    asyncio.run(visit())
