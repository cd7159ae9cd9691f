"""The bot stops at a bad moment: everything it had accepted is answered by the next one, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.desk import Desk
from tests.bot.discord_scenarios.stage import EN, PHOTO, Stage, play, rehearse
from tests.bot.household import until

pytestmark = pytest.mark.usefixtures("specs_folder")


def test_stopped_before_the_request_was_taken(tmp_path: Path) -> None:
    """Promised, the photo still on its way: the next bot fetches it and goes on."""

    async def scene(stage: Stage) -> None:
        async with stage.bot():
            stage.server.fails("cdn", hang=5.0)
            interaction = await stage.ann.toon(stage.channel, PHOTO, "Hello")
            await stage.server.until(lambda: stage.server.faults.struck)
        assert interaction.answer is not None
        assert interaction.answer.loading
        async with stage.bot():
            await stage.video(interaction)

    rehearse(tmp_path, scene)


def test_stopped_before_discord_was_told_of_it(tmp_path: Path) -> None:
    """Written down, but never promised: the person was told by Discord that nobody answered, so the next bot makes nothing of it."""

    async def scene(stage: Stage) -> None:
        async with stage.bot():
            stage.server.fails("callback", hang=30.0)
            lost = await stage.ann.toon(stage.channel, PHOTO, "Hello")
            await stage.server.until(lambda: stage.server.faults.struck)
        async with stage.bot():
            assert stage.house is not None
            desk = stage.house.desk
            await stage.video(await stage.bob.toon(stage.channel, PHOTO, "Hello"))
            await stage.server.until(lambda: len(stage.server.calls("read answer")) >= 3)
            await until(lambda: _nothing_left(desk))
            assert lost.answer is None
            assert len(stage.channel.messages) == 1

    rehearse(tmp_path, scene)


async def _nothing_left(desk: Desk) -> bool:
    return await desk.unfinished("discord") == []


def test_a_form_outlives_the_bot(tmp_path: Path) -> None:
    """Shown by one bot, filled in for the next: the photo is still known."""

    async def scene(stage: Stage) -> None:
        posted = stage.bob.posts(stage.channel, "Look", PHOTO)
        async with stage.bot():
            asked = await stage.ann.opens_menu(posted)
            await stage.server.until(lambda: asked.modal is not None)
        async with stage.bot():
            await stage.video(await stage.ann.submits(asked, text="Hello"))

    rehearse(tmp_path, scene)


def test_stopped_while_the_clip_was_made(tmp_path: Path) -> None:
    """The worker's work is done again, and the placeholder becomes the clip."""

    async def scene(stage: Stage) -> None:
        async with stage.bot():
            interaction = await stage.ann.toon(stage.channel, PHOTO, "!slow1 Hello")
            placeholder = await stage.answered(interaction)
        async with stage.bot():
            assert await stage.video(interaction) is placeholder
            assert len(stage.channel.messages) == 1

    rehearse(tmp_path, scene)


def test_stopped_after_the_upload_was_done(tmp_path: Path) -> None:
    """Discord has the clip, the bot never heard so: the next one edits the same message again."""

    async def scene(stage: Stage) -> None:
        async with stage.bot():
            stage.server.fails("edit answer", done_first=True, hang=30.0, only=lambda call: bool(call.files))
            interaction = await stage.ann.toon(stage.channel, PHOTO, "Hello")
            message = await stage.video(interaction)
        async with stage.bot():
            await stage.told(stage.job_of(message))
            assert stage.channel.seen_by(stage.bob) == [message]

    rehearse(tmp_path, scene)


def test_stopped_for_so_long_that_the_token_died(tmp_path: Path) -> None:
    """The clip comes as a message of the bot's own."""

    async def scene(stage: Stage) -> None:
        async with stage.bot():
            interaction = await stage.ann.toon(stage.channel, PHOTO, "!slow1 Hello")
            await stage.answered(interaction)
        stage.server.clock.skip(1000)
        async with stage.bot():
            message = await stage.video(interaction)
            assert message is not interaction.answer
            await stage.told(stage.job_of(message))
            assert stage.channel.seen_by(stage.bob) == [message]

    rehearse(tmp_path, scene)


def test_stopped_between_a_late_message_and_its_clip(tmp_path: Path) -> None:
    """The message was begun, then the bot went: the next one goes on with that message."""

    async def scene(stage: Stage) -> None:
        async with stage.bot():
            interaction = await stage.ann.toon(stage.channel, PHOTO, "!slow0.5 Hello")
            await stage.answered(interaction)
            stage.server.clock.skip(1000)
            stage.server.fails("edit message", hang=30.0)
            await stage.server.until(lambda: stage.server.calls("edit message"))
        stage.server.clock.skip(600)  # Discord has forgotten the nonce
        async with stage.bot():
            message = await stage.video(interaction)
            await stage.told(stage.job_of(message))
            assert stage.channel.seen_by(stage.bob) == [message]

    rehearse(tmp_path, scene)


def test_who_asks_while_the_bot_stops(tmp_path: Path) -> None:
    """Is told so kindly, alone; what was begun is delivered."""

    async def scene(stage: Stage) -> None:
        before = await stage.ann.toon(stage.channel, PHOTO, "!slow0.5 Hello")
        await stage.answered(before)
        assert stage.app is not None
        await stage.app.pause()
        message = await stage.answered(await stage.bob.toon(stage.channel, PHOTO, "Hello"))
        assert (message.content, message.ephemeral) == (EN("desk.busy_restarting"), True)
        await stage.video(before)
        assert not stage.app.health().ready

    play(tmp_path, scene)


def test_a_click_that_was_cut_short(tmp_path: Path) -> None:
    """Again was promised and not yet taken: the next bot makes the clip."""

    async def scene(stage: Stage) -> None:
        async with stage.bot():
            first = await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
            stage.server.fails("callback", done_first=True, hang=30.0)
            click = await stage.ann.clicks(first, EN("desk.button_again"))
            await stage.server.until(lambda: click.answer)
        async with stage.bot():
            await stage.video(click)

    rehearse(tmp_path, scene)


def test_after_a_long_wait_the_asker_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit notifies nobody: after a minute one more line names the asker, and nobody else is notified."""
    monkeypatch.setattr("bot.teller._NUDGE", 0.2)

    async def scene(stage: Stage) -> None:
        interaction = await stage.ann.toon(stage.channel, PHOTO, f"!slow0.5 Hello <@{stage.bob.id}>")
        message = await stage.video(interaction)
        await stage.server.until(lambda: interaction.followups)
        assert interaction.followups[0].content == f"<@{stage.ann.id}> {EN('desk.nudge')}"
        assert stage.server.pinged == [str(stage.ann.id)]
        assert message.video is not None

    play(tmp_path, scene)


def test_after_a_wait_that_outlived_the_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line that names the asker comes as a message of the bot, too."""
    monkeypatch.setattr("bot.teller._NUDGE", 0.2)

    async def scene(stage: Stage) -> None:
        interaction = await stage.ann.toon(stage.channel, PHOTO, "!slow0.5 Hello")
        await stage.answered(interaction)
        stage.server.clock.skip(901)
        message = await stage.video(interaction)
        await stage.server.until(lambda: stage.server.pinged)
        await stage.told(stage.job_of(message))
        assert stage.channel.text_for(stage.bob).splitlines()[-1] == f"Toon-Talker: <@{stage.ann.id}> {EN('desk.nudge')}"
        assert len(stage.channel.seen_by(stage.bob)) == 2
        assert stage.server.pinged == [str(stage.ann.id)]

    play(tmp_path, scene)
