"""Buttons, menus and choices: what they do, for whom, and that they outlive the bot."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.discord_scenarios.stage import AGAIN, CANCEL, DELETE, EN, ENDLESS, PHOTO, VOICE, Stage, play, rehearse
from tests.bot.discord_server import Message

pytestmark = pytest.mark.usefixtures("specs_folder")


def style_of(message: Message) -> str:
    """What the alt text says of it."""
    assert message.video is not None
    return (message.video.description or "").split("“")[1].split("”")[0]


def test_again_other_voice_other_style(tmp_path: Path) -> None:
    """Each click is a new message with a new clip, asked for by whoever clicked; the old one stays."""

    async def scene(stage: Stage) -> None:
        first = await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello", style="ink"))
        again = await stage.video(await stage.bob.clicks(first, AGAIN))
        voice = await stage.video(await stage.ann.clicks(first, VOICE))
        style = await stage.video(await stage.ann.selects(voice, EN("desk.style_paint")))
        assert f"<@{stage.bob.id}>" in again.content
        assert [style_of(one) for one in (first, again, voice, style)] == ["Ink", "Ink", "Ink", "Painting"]
        assert len({stage.job_of(one) for one in (first, again, voice, style)}) == 4
        assert len(stage.channel.seen_by(stage.bob)) == 4

    play(tmp_path, scene)


def test_buttons_outlive_the_bot(tmp_path: Path) -> None:
    """After a restart they do what they did before."""

    async def scene(stage: Stage) -> None:
        async with stage.bot():
            first = await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
        async with stage.bot():
            again = await stage.video(await stage.ann.clicks(first, AGAIN))
            await stage.video(await stage.ann.selects(first, "ink"))
            await stage.ann.clicks(first, DELETE)
            await stage.server.until(lambda: first.deleted)
            assert not again.deleted

    rehearse(tmp_path, scene)


def test_two_faces_are_a_choice(tmp_path: Path) -> None:
    """A picture with numbers and a button for each; only the asker's choice counts, and it works after a restart."""

    async def scene(stage: Stage) -> None:
        async with stage.bot():
            asked = await stage.ann.toon(stage.channel, PHOTO, "!faces2 Hello")
            choice = await stage.sentence_with_picture(asked, EN("desk.choose_face", count=2))
            assert choice.labels == ["1", "2", CANCEL]
            assert choice.attachments[0].filename == "faces.jpg"
            refused = await stage.answered(await stage.bob.clicks(choice, "2"))
            assert (refused.content, refused.ephemeral) == (EN("discord.not_your_choice"), True)
        async with stage.bot():
            await stage.video(await stage.ann.clicks(choice, "2"))

    rehearse(tmp_path, scene)


def test_only_asker_and_moderators_delete(tmp_path: Path) -> None:
    """A stranger is refused where nobody else sees it; the asker and a moderator make message, clip and photo go."""

    async def scene(stage: Stage) -> None:
        assert stage.house is not None
        guild = stage.channel.guild
        assert guild is not None
        first = await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
        second = await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello again"))
        refused = await stage.answered(await stage.bob.clicks(first, DELETE))
        assert (refused.content, refused.ephemeral) == (EN("desk.not_yours"), True)
        await stage.ann.clicks(first, DELETE)
        await stage.server.until(lambda: first.deleted)
        guild.moderators.add(stage.bob.id)
        await stage.bob.clicks(second, DELETE)
        await stage.server.until(lambda: second.deleted)
        for message in (first, second):
            assert await stage.house.desk.job(stage.job_of(message)) is None

    play(tmp_path, scene)


def test_never_mind_stops_what_waits(tmp_path: Path) -> None:
    """The placeholder's button is its asker's; then the placeholder goes and no clip is made, not even one that was begun."""

    async def scene(stage: Stage) -> None:
        first = await stage.sentence(await stage.ann.toon(stage.channel, PHOTO, f"{ENDLESS} Hello"), "⏳")
        placeholder = await stage.sentence(await stage.ann.toon(stage.channel, PHOTO, "never mind me"), "⏳")
        assert placeholder.labels == [CANCEL]
        refused = await stage.answered(await stage.bob.clicks(placeholder, CANCEL))
        assert (refused.content, refused.ephemeral) == (EN("desk.not_yours"), True)
        assert not placeholder.deleted
        for message in (placeholder, first):
            await stage.ann.clicks(message, CANCEL)
            await stage.server.until(lambda message=message: message.deleted)  # type: ignore[misc]
        failed = await stage.answered(await stage.ann.toon(stage.channel, PHOTO, "!noface"))
        await stage.server.until(lambda: failed.content == EN("failure.NoFace"))
        assert failed.labels == []
        await stage.all_told()
        assert [message for message in stage.channel.seen_by(stage.bob) if not message.ephemeral] == [failed]

    play(tmp_path, scene)


def test_a_double_click(tmp_path: Path) -> None:
    """Two clicks are two wishes; each is answered, each with a clip of its own."""

    async def scene(stage: Stage) -> None:
        first = await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
        clicks = [await stage.ann.clicks(first, AGAIN) for _ in range(2)]
        assert len({stage.job_of(await stage.video(click)) for click in clicks}) == 2

    play(tmp_path, scene)


def test_no_buttons_that_cannot_work(tmp_path: Path) -> None:
    """Where no photo is kept there is Delete alone."""

    async def scene(stage: Stage) -> None:
        message = await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
        assert (message.labels, message.selects) == ([DELETE], [])

    play(tmp_path, scene, bot={"again_hours": 0.0})


def test_a_button_of_another_age(tmp_path: Path) -> None:
    """One whose id nobody knows any more is answered all the same."""

    async def scene(stage: Stage) -> None:
        message = await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
        message.buttons[0]["custom_id"] = "long-forgotten:1"
        answer = await stage.answered(await stage.ann.clicks(message, AGAIN))
        assert (answer.content, answer.ephemeral) == (EN("desk.gone"), True)

    play(tmp_path, scene)
