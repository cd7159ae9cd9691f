"""The desk with everything behind it: what goes in, what is told, and what is undone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.bot import House
from bot.front_end import AskAgain, Asker, Change
from bot.refusal import Refused
from gpu_worker.journal import Journal
from tests.bot.chat import ANN, Chat, ask, told
from tests.bot.household import household, serving, until
from tests.bot.maker import PHOTO, RECORDING
from toontalker.errors import JournalUnwritable, RequestError


def folders(where: Path) -> set[str]:
    """The folders of jobs there."""
    return {path.name for path in where.iterdir() if path.is_dir()}


def run(folder: Path, act: Callable[[House, Chat], Awaitable[None]], **sections: dict[str, Any]) -> None:
    """Has a house and a chat, and does `act` in it."""

    async def whole() -> None:
        chat = Chat()
        async with household(folder, sections=sections) as house, serving(house, [chat]):
            await act(house, chat)

    asyncio.run(whole())


def test_request_becomes_a_clip_with_caption_and_alternative_text(tmp_path: Path) -> None:
    """Who asked is named, what is said can be read, address and placeholder come back as they were given."""

    async def act(house: House, chat: Chat) -> None:
        delivery = await told(house, chat, ask("Good morning"))
        assert delivery.ending == "clip"
        assert delivery.clip is not None
        assert delivery.clip.read_bytes()[4:8] == b"ftyp"
        assert delivery.poster is not None
        assert "Ann" in delivery.line
        assert "Good morning" in delivery.alt
        assert (delivery.address, delivery.job.placeholder, delivery.buttons) == ({"message": 7}, "placeholder", True)
        assert (delivery.width, delivery.seconds, delivery.voice, delivery.style) == (512, 2.0, "female", "sticker")
        await until(lambda: house.desk.stores.journal.counts().untold == 0)

    run(tmp_path, act)


def test_same_key_is_the_same_job(tmp_path: Path) -> None:
    """A message that a platform delivers twice gives one clip."""

    async def act(house: House, chat: Chat) -> None:
        first = await house.desk.take(ask())
        second = await house.desk.take(ask())
        assert (first.job.id, first.known, second.known) == (second.job.id, False, True)
        await house.desk.place(first.job.id, "placeholder")
        await until(lambda: bool(chat.delivered))
        third = await house.desk.take(ask())
        assert third.job.id == first.job.id
        assert len(folders(tmp_path / "jobs")) == 1

    run(tmp_path, act)


def test_two_at_once_with_one_key_are_one_job(tmp_path: Path) -> None:
    """Even where both come at the same moment, and nothing is left over."""

    async def act(house: House, chat: Chat) -> None:
        taken = await asyncio.gather(*(house.desk.take(ask()) for _ in range(5)))
        assert len({one.job.id for one in taken}) == 1
        await house.desk.place(taken[0].job.id, "placeholder")
        await until(lambda: len(chat.delivered) == 1)
        assert len(folders(tmp_path / "jobs")) == len(folders(tmp_path / "bot" / "album")) == 1
        assert await house.desk.owner_of(taken[0].job.id) == ANN.owner

    run(tmp_path, act)


@pytest.mark.parametrize(
    ("text", "ending", "word"),
    [
        ("!noface", "refused", "face"),
        ("!unreadable", "refused", "JPEG"),
        ("!broken", "failed", "my fault"),
        ("!weights", "failed", "set up"),
    ],
)
def test_failure_is_told_in_the_words_of_the_bot(tmp_path: Path, text: str, ending: str, word: str) -> None:
    """The person's fault is named, ours is owned, the operator's is not explained to the person; none shows a class name."""

    async def act(house: House, chat: Chat) -> None:
        delivery = await told(house, chat, ask(text))
        assert delivery.ending == ending
        assert word in delivery.line
        assert "Error" not in delivery.line
        assert delivery.clip is None

    run(tmp_path, act)


def test_failure_is_told_in_the_language_of_the_person(tmp_path: Path) -> None:
    """A German app gets German, for what the worker said as for what the desk says."""

    async def act(house: House, chat: Chat) -> None:
        german = Asker("chat:2", "chat:room", "Jörg", "de-DE")
        delivery = await told(house, chat, ask("!noface", "k", asker=german))
        assert "Gesicht" in delivery.line

    run(tmp_path, act)


def test_several_faces_are_a_choice_and_then_a_clip(tmp_path: Path) -> None:
    """Who is asked which face gets a picture of all; the number makes the clip, also after the first job is told."""

    async def act(house: House, chat: Chat) -> None:
        choice = await told(house, chat, ask("!faces3"))
        assert (choice.ending, choice.faces) == ("choice", 3)
        assert choice.clip is not None
        clip = await told(house, chat, AskAgain("click", ANN, {"message": 8}, choice.job.id, Change(face=2)))
        assert (clip.ending, clip.job.request["face"], clip.address) == ("clip", 2, {"message": 8})

    run(tmp_path, act)


def test_again_changes_only_what_was_asked(tmp_path: Path) -> None:
    """Other voice and other style keep photo and text; the seed is another, so that it is not the same clip again."""

    async def act(house: House, chat: Chat) -> None:
        first = await told(house, chat, ask("Good morning"))
        again = await told(house, chat, AskAgain("c1", ANN, {}, first.job.id, Change(voice="male", style="ink")))
        was, now = dict(first.job.request), dict(again.job.request)
        assert {name for name in was if was[name] != now[name]} == {"voice", "style", "seed"}
        assert (again.voice, again.style) == ("male", "ink")

    run(tmp_path, act)


def test_recording_is_spoken_and_its_voice_can_change(tmp_path: Path) -> None:
    """A voice note needs no text; Other voice changes the voice of the recording."""

    async def act(house: House, chat: Chat) -> None:
        first = await told(house, chat, ask("", audio=RECORDING))
        assert (first.ending, first.spoken, first.voice) == ("clip", False, "as-is")
        again = await told(house, chat, AskAgain("c1", ANN, {}, first.job.id, Change(voice="male")))
        assert (again.spoken, again.voice) == (False, "male")

    run(tmp_path, act)


def test_nothing_kept_means_no_buttons(tmp_path: Path) -> None:
    """Where the operator keeps no photos, nothing lies in the album and Again says so kindly."""

    async def act(house: House, chat: Chat) -> None:
        first = await told(house, chat, ask())
        assert not first.buttons
        assert not folders(tmp_path / "bot" / "album")
        with pytest.raises(RequestError, match="no longer"):
            await house.desk.again(AskAgain("c1", ANN, {}, first.job.id))

    run(tmp_path, act, bot={"folder": f"{tmp_path}/bot", "again_hours": 0.0})


def test_a_placeholder_outlives_a_kill_before_the_journal_knows_it(tmp_path: Path) -> None:
    """It was jotted down; the next start tells the journal, and then no file says anything of it."""

    async def whole() -> None:
        async with household(tmp_path) as house:
            await house.desk.call(house.supervisor.stop, 0.0)
            told_in_time = (await house.desk.take(ask("Hello", "k1"))).job.id
            await house.desk.place(told_in_time, "kept")
            too_late = (await house.desk.take(ask("Hello", "k2"))).job.id
            house.desk.stores.jotter.jot(too_late, "where it stands")
        async with household(tmp_path) as house:
            placeholders = [job and job.placeholder for job in [await house.desk.job(told_in_time), await house.desk.job(too_late)]]
            assert placeholders == ["kept", "where it stands"]
            assert list(house.desk.stores.jotter.left()) == []

    asyncio.run(whole())


def test_nothing_stays_jotted_down_that_the_journal_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever calls hears of it and tries again; the file does not grow by it."""

    def full(_journal: Journal, _job_id: str, _placeholder: str) -> bool:
        raise JournalUnwritable("The disk is full.")

    async def act(house: House, _chat: Chat) -> None:
        monkeypatch.setattr(Journal, "place", full)
        with pytest.raises(JournalUnwritable):
            await house.desk.place("0" * 32, "somewhere")
        assert list(house.desk.stores.jotter.left()) == []

    run(tmp_path, act)


def test_forget_leaves_nothing_of_a_person(tmp_path: Path) -> None:
    """Rows, photos, clips, kept photos, notes: all gone, and others' stay."""

    async def act(house: House, chat: Chat) -> None:
        await told(house, chat, ask("secret words"))
        other = await told(house, chat, ask("Hello", "k2", asker=Asker("chat:2", "chat:room", "Bob", "en")))
        await house.desk.remember("note", {"a": 1}, ANN.owner)
        forgotten = await house.desk.forget(ANN.owner)
        assert [(job.owner, job.told) for job in forgotten] == [(ANN.owner, True)]
        assert await house.desk.recall("note") is None
        assert folders(tmp_path / "jobs") == {other.job.id}
        assert folders(tmp_path / "bot" / "album") == {other.job.id}
        assert b"secret words" not in (tmp_path / "journal.db").read_bytes()

    run(tmp_path, act)


def test_withdrawn_job_is_not_made(tmp_path: Path) -> None:
    """Deleted while it waits: no clip, no word."""

    async def act(house: House, chat: Chat) -> None:
        slow = await house.desk.take(ask("!slow1"))
        waiting = await house.desk.take(ask("Hello", "k2"))
        await house.desk.withdraw(waiting.job.id)
        await house.desk.place(slow.job.id, "placeholder")
        await until(lambda: bool(chat.delivered))
        assert await house.desk.job(waiting.job.id) is None
        assert [delivery.job.id for delivery in chat.delivered] == [slow.job.id]

    run(tmp_path, act)


def test_limits_are_told_kindly_and_count_nothing(tmp_path: Path) -> None:
    """Too many for the hour, too long, no photo, no text: each has its own sentence, and what was refused does not count."""

    async def act(house: House, chat: Chat) -> None:
        desk = house.desk
        for request, word in (
            (ask(""), "say"),
            (ask("x" * 301), "300"),
            (ask(photo=b"GIF89a"), "JPEG"),
            (ask(photo=PHOTO + bytes(20_000_001)), "20"),
        ):
            with pytest.raises(Refused, match=word):
                await desk.take(request)
        await told(house, chat, ask(key="k1"))
        await told(house, chat, ask(key="k2"))
        with pytest.raises(Refused, match="hour"):
            await desk.take(ask(key="k3"))
        assert len(folders(tmp_path / "jobs")) == len(folders(tmp_path / "bot" / "album")) == 2

    run(tmp_path, act, bot={"folder": f"{tmp_path}/bot", "per_owner_hour": 2})


def test_inbox_knows_what_it_has_seen(tmp_path: Path) -> None:
    """Written once, given again until it is dealt with, and never taken a second time, also after a restart."""

    async def whole() -> None:
        async with household(tmp_path) as house:
            desk = house.desk
            assert await desk.receive("chat", "1", {"text": "Hi"})
            assert await desk.receive("chat", "2", {"text": "Ho"})
            assert not await desk.receive("chat", "1", {"text": "Hi"})
            await desk.done_with("chat", "1")
        async with household(tmp_path) as house:
            assert await house.desk.unfinished("chat") == [("2", {"text": "Ho"})]
            assert not await house.desk.receive("chat", "1", {"text": "Hi"})
        assert b"Hi" not in (tmp_path / "journal.db").read_bytes()

    asyncio.run(whole())
