"""Discord stumbles: each answer arrives all the same, and once."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from gpu_worker.journal import Job, Journal
from tests.bot.discord_scenarios.stage import AGAIN, DELETE, EN, PHOTO, Stage, play, rehearse

pytestmark = pytest.mark.usefixtures("specs_folder")


def with_file(call: Any) -> bool:
    """Whether it uploads something."""
    return bool(call.files)


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 429, "retry_after": 0.3},
        {"status": 429, "retry_after": 0.2, "times": 2},
        {"status": 503},
        {"status": 404, "code": 10015, "times": 2},
        {"status": 0},
        {"status": 0, "done_first": True},
        {"status": 502, "done_first": True},
    ],
    ids=["429", "429 twice", "503", "404 within the window", "reset", "reset after it was done", "502 after it was done"],
)
def test_an_upload_that_goes_wrong(tmp_path: Path, fault: dict[str, Any]) -> None:
    """The clip stands in the placeholder in the end, and nowhere else."""

    async def scene(stage: Stage) -> None:
        scripted = stage.server.fails("edit answer", only=with_file, **fault)
        interaction = await stage.ann.toon(stage.channel, PHOTO, "Hello")
        await stage.server.until(lambda: scripted.times <= 0 and interaction.answer and interaction.answer.video, 30.0)
        assert stage.house is not None
        job = stage.job_of(await stage.video(interaction))
        await stage.told(job)
        assert len(stage.channel.seen_by(stage.bob)) == 1

    play(tmp_path, scene)


def test_an_upload_that_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Done, but without an answer for minutes: it is asked again after a time-out, and others do not wait for it."""
    monkeypatch.setattr("bot.discord_app.answers._DELIVERY_SECONDS", 1.0)

    async def scene(stage: Stage) -> None:
        stage.server.fails("edit answer", done_first=True, hang=20.0, only=with_file)
        stuck = await stage.ann.toon(stage.channel, PHOTO, "Hello")
        await stage.video(stuck)
        await stage.video(await stage.bob.toon(stage.channel, PHOTO, "Hello"))
        await stage.told(stage.job_of(await stage.video(stuck)))
        assert len(stage.channel.seen_by(stage.bob)) == 2

    play(tmp_path, scene)


def test_an_expired_token(tmp_path: Path) -> None:
    """After a quarter of an hour the clip comes as a message of the bot, by its nonce never twice; its buttons work."""

    async def scene(stage: Stage) -> None:
        interaction = await stage.ann.toon(stage.channel, PHOTO, "!slow1 Hello")
        await stage.server.until(lambda: interaction.answer and not interaction.answer.loading)
        stage.server.clock.skip(901)
        stage.server.fails("send", 502, done_first=True)
        stage.server.fails("edit message", done_first=True)
        message = await stage.video(interaction)
        assert message is not interaction.answer
        assert len(message.nonce or "") == 25
        assert message.content == EN("desk.caption", asker=f"<@{stage.ann.id}>")
        await stage.told(stage.job_of(message))
        assert len([one for one in stage.channel.messages if one.nonce is not None]) == 1
        assert stage.channel.seen_by(stage.bob) == [message]  # the placeholder, of which nothing will become, was taken away
        await stage.video(await stage.ann.clicks(message, AGAIN))
        await stage.ann.clicks(message, DELETE)
        await stage.server.until(lambda: message.deleted)

    play(tmp_path, scene)


def test_a_token_that_is_too_old_to_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot knows by its own clock that the token has died, and does not ask Discord for a refusal."""
    monkeypatch.setattr("bot.discord_app.address.TOKEN_LIFE", 0.8)

    async def scene(stage: Stage) -> None:
        interaction = await stage.ann.toon(stage.channel, PHOTO, "!slow1.2 Hello")
        message = await stage.video(interaction)
        await stage.told(stage.job_of(message))
        assert message is not interaction.answer
        assert stage.channel.seen_by(stage.bob) == [message]
        assert all(call.status == 200 for call in stage.server.calls("edit answer"))

    play(tmp_path, scene)


@pytest.mark.parametrize("member", [True, False], ids=["in a guild of ours", "where a person brought the bot"])
def test_a_placeholder_that_somebody_deleted(tmp_path: Path, member: bool) -> None:
    """The clip comes in a new message; a moderator who deleted the placeholder meant the noise, not the person who waits."""

    async def scene(stage: Stage) -> None:
        guild = stage.server.guild("Tidy", bot_in=member)
        guild.moderators.add(stage.bob.id)
        channel = guild.channel("general")
        interaction = await stage.ann.toon(channel, PHOTO, "!slow1 Hello")
        placeholder = await stage.answered(interaction)
        stage.bob.deletes(placeholder)
        message = await stage.video(interaction)
        assert message is not placeholder
        assert message.labels[0] == AGAIN
        assert channel.seen_by(stage.bob) == [message]
        assert stage.server.calls("send") == []

    play(tmp_path, scene)


@pytest.mark.parametrize("how", ["thrown out", "channel deleted"])
def test_nobody_left_to_tell(tmp_path: Path, how: str) -> None:
    """Where there is no place any more the answer is given up, and everybody else is served."""

    async def scene(stage: Stage) -> None:
        guild = stage.server.guild("Fleeting")
        interaction = await stage.ann.toon(guild.channel("general"), PHOTO, "!slow0.5 Hello")
        await stage.answered(interaction)
        stage.server.clock.skip(901)
        if how == "thrown out":
            await stage.server.remove_bot(guild)
        else:
            await stage.server.delete_channel(interaction.channel)
        await stage.video(await stage.bob.toon(stage.channel, PHOTO, "Hello"))
        assert stage.house is not None
        await stage.server.until(lambda: stage.server.calls("send"))
        assert interaction.answer is not None
        await stage.all_told()

    play(tmp_path, scene)


def test_a_slow_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of who is to be told is old by the time it is read: nobody is told twice."""
    read = Journal.untold

    def slowly(journal: Journal, *arguments: Any) -> list[Job]:
        untold = read(journal, *arguments)
        time.sleep(0.25)
        return untold

    monkeypatch.setattr(Journal, "untold", slowly)

    async def scene(stage: Stage) -> None:
        asked = []
        for _ in range(8):
            asked.append(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
            await asyncio.sleep(0.15)
        await stage.server.until(lambda: all(one.answer and one.answer.video for one in asked))
        await stage.video(await stage.bob.toon(stage.channel, PHOTO, "And one more, for which the list is read again"))
        await stage.all_told()
        assert len([call for call in stage.server.calls("edit answer") if call.files]) == len(asked) + 1

    play(tmp_path, scene)


def test_a_clip_that_is_too_large_there(tmp_path: Path) -> None:
    """It is said, instead of being refused by Discord."""

    async def scene(stage: Stage) -> None:
        small = stage.server.guild("Small", upload_limit=50).channel("general")
        interaction = await stage.ann.toon(small, PHOTO, "Hello")
        await stage.sentence(interaction, EN("discord.too_large_here"))

    play(tmp_path, scene)


def test_a_callback_that_goes_wrong(tmp_path: Path) -> None:
    """Where Discord did not find the interaction nothing is made; where it took it but the answer was lost, the clip comes."""

    async def scene(stage: Stage) -> None:
        stage.server.fails("callback", 404, code=10062)
        lost = await stage.ann.toon(stage.channel, PHOTO, "Hello")
        await stage.server.until(lambda: stage.server.faults.struck)
        stage.server.fails("callback", done_first=True)
        taken = await stage.ann.toon(stage.channel, PHOTO, "Hello")
        await stage.video(taken)
        await asyncio.sleep(0.2)
        assert lost.answer is None
        assert len(stage.channel.messages) == 1

    play(tmp_path, scene)


def test_delete_where_the_message_is_gone_already(tmp_path: Path) -> None:
    """Two people delete at once: no trouble, and clip and photo go."""

    async def scene(stage: Stage) -> None:
        message = await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
        stage.server.fails("delete answer", 404, code=10008)
        stage.server.fails("delete answer", 503)
        await stage.ann.clicks(message, DELETE)
        assert stage.house is not None
        await stage.server.until(lambda: stage.server.calls("delete answer"))
        for _ in range(200):
            if await stage.house.desk.job(stage.job_of(message)) is None:
                break
            await asyncio.sleep(0.01)
        assert await stage.house.desk.job(stage.job_of(message)) is None

    play(tmp_path, scene)


def test_commands_are_told_only_when_they_change(tmp_path: Path) -> None:
    """One PUT at the first start, none at the second, one more where the list has changed; not at all where the operator says so."""

    async def scene(stage: Stage) -> None:
        for _ in range(2):
            async with stage.bot():
                await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
        assert len(stage.server.calls("set commands")) == 1
        async with stage.bot(pipeline={"style": "toonify"}):
            await stage.server.until(lambda: len(stage.server.calls("set commands")) == 2)
        async with stage.bot(discord={"sync_commands": False}):
            await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
        assert len(stage.server.calls("set commands")) == 2
        assert len(stage.server.commands[0]) == 8

    rehearse(tmp_path, scene)


def test_commands_at_once_in_guilds_that_are_named(tmp_path: Path) -> None:
    """The operator's own guilds need not wait."""

    async def scene(stage: Stage) -> None:
        assert stage.channel.guild is not None
        async with stage.bot(discord={"guilds": [stage.channel.guild.id]}):
            guild = stage.channel.guild.id
            await stage.server.until(lambda: stage.server.commands.get(guild))
            await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))

    rehearse(tmp_path, scene)
