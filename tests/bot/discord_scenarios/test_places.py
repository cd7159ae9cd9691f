"""Where people ask: guilds, direct messages, groups, and places that the bot does not belong to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.discord_scenarios.stage import AGAIN, DELETE, EN, PHOTO, Stage, play, rehearse

pytestmark = pytest.mark.usefixtures("specs_folder")


def test_a_direct_message(tmp_path: Path) -> None:
    """As in a guild, with all buttons; also after the token has died."""

    async def scene(stage: Stage) -> None:
        dm = stage.ann.dm()
        message = await stage.video(await stage.ann.toon(dm, PHOTO, "Hello"))
        assert await stage.ann.toons_message(stage.ann.posts(dm, photo=PHOTO), text="And me") is not None
        late = await stage.ann.clicks(message, AGAIN)
        await stage.answered(late)
        await stage.video(late)
        slow = await stage.ann.toon(dm, PHOTO, "!slow0.5 Hello")
        await stage.answered(slow)
        stage.server.clock.skip(901)
        assert await stage.video(slow) is not slow.answer
        await stage.ann.clicks(message, DELETE)
        await stage.server.until(lambda: message.deleted)

    play(tmp_path, scene)


@pytest.mark.parametrize("where", ["a stranger's guild", "a group", "a guild that keeps such apps quiet"])
def test_where_only_a_person_brought_the_bot(tmp_path: Path, where: str) -> None:
    """The answer comes by the token, and so do those of the buttons."""

    async def scene(stage: Stage) -> None:
        guild = stage.server.guild("Strangers", bot_in=False, external_apps="quiet" not in where)
        channel = stage.server.group("Us", stage.ann, stage.bob) if "group" in where else guild.channel("general")
        message = await stage.video(await stage.ann.toon(channel, PHOTO, "Hello"))
        assert message.ephemeral == ("quiet" in where)
        again = await stage.video(await stage.ann.clicks(message, AGAIN))
        await stage.ann.clicks(again, DELETE)
        await stage.server.until(lambda: again.deleted)
        assert stage.server.calls("send") == []

    play(tmp_path, scene)


def test_a_wait_that_would_be_too_long_there(tmp_path: Path) -> None:
    """Where an answer after a quarter of an hour is impossible a long queue is a reason to refuse; a guild of ours waits."""

    async def scene(stage: Stage) -> None:
        elsewhere = stage.server.guild("Strangers", bot_in=False).channel("general")
        async with stage.bot(bot={"deadline_seconds": 800.0}):
            first = await stage.ann.toon(stage.channel, PHOTO, "!slow2 Hello")
            await stage.answered(first)
            await stage.crowd(80)
            refused = await stage.ann.toon(elsewhere, PHOTO, "Hello")
            waits = await stage.ann.toon(stage.channel, PHOTO, "Hello")
            await stage.sentence(refused, EN("discord.wait_too_long"))
            await stage.answered(waits)
            assert waits.answer is not None
            assert waits.answer.content.startswith("⏳ Number")

    rehearse(tmp_path, scene)


def test_only_where_and_whom_the_operator_allows(tmp_path: Path) -> None:
    """Others hear kindly that it is not for them; half-typed options get no choices."""

    async def scene(stage: Stage) -> None:
        async with stage.bot(bot={"allowed_people": [f"discord:{stage.ann.id}"]}):
            await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
            refused = await stage.answered(await stage.bob.toon(stage.channel, PHOTO, "Hello"))
            assert (refused.content, refused.ephemeral) == (EN("desk.not_here"), True)
            assert await stage.bob.autocompletes(stage.channel, "toon", "language", "ger") == []
        async with stage.bot(bot={"allowed_chats": [f"discord:{stage.channel.id}"]}):
            await stage.video(await stage.bob.toon(stage.channel, PHOTO, "Hello"))
            refused = await stage.answered(await stage.bob.toon(stage.bob.dm(), PHOTO, "Hello"))
            assert refused.content == EN("desk.not_here")

    rehearse(tmp_path, scene)


def test_many_people_at_once(tmp_path: Path) -> None:
    """Forty people in four channels, all at the same moment: each is acknowledged in time and gets one clip."""

    async def scene(stage: Stage) -> None:
        guild = stage.channel.guild
        assert guild is not None
        people = [stage.server.person(f"Person {number}") for number in range(40)]
        asked = [await one.toon(guild.channel(f"room {number % 4}"), PHOTO, "Hello") for number, one in enumerate(people)]
        await stage.server.until(lambda: all(one.answer and one.answer.video for one in asked), 60.0)
        await stage.all_told()
        assert len([call for call in stage.server.calls("edit answer") if call.files]) == 40

    play(tmp_path, scene)
