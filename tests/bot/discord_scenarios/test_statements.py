"""The commands that say something, erase something, or are for those who run the bot."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.discord_scenarios.stage import AGAIN, EN, ENDLESS, PHOTO, Stage, play, rehearse

pytestmark = pytest.mark.usefixtures("specs_folder")


PARTS = {"toon-styles": "Ink", "privacy": "/forget", "about": "Toon-Talker", "stats": "Clips lately", "forget": "erase"}
"""Command → something that its answer says."""


def test_each_command_answers_its_person_alone(tmp_path: Path) -> None:
    """Whoever asks reads it, nobody else; the styles come with a picture of each, with alt text."""

    async def scene(stage: Stage) -> None:
        for command, part in PARTS.items():
            message = await stage.answered(await stage.ann.uses(stage.channel, command))
            assert message.ephemeral
            assert part in message.content
            pictures = [attachment.filename for attachment in message.attachments]
            assert pictures == (["sticker.jpg", "toon3d.jpg", "ink.jpg", "paint.jpg"] if command == "toon-styles" else [])
        assert stage.channel.seen_by(stage.bob) == []

    play(tmp_path, scene)


def test_discord_does_not_take_an_answer(tmp_path: Path) -> None:
    """Too late, or broken off: the person asks again and is answered."""

    async def scene(stage: Stage) -> None:
        faults = stage.server.faults
        stage.server.fails("callback", 404, code=10062)
        stage.server.fails("callback")
        stage.server.fails("callback", 400, code=40060)
        stage.server.fails("edit answer", 404, code=10008)
        for number, command in enumerate(("about", "stats", "stats", "stats"), 1):
            await stage.ann.uses(stage.channel, command)
            await stage.server.until(lambda number=number: len(faults.struck) == number)  # type: ignore[misc]
        for command in ("about", "stats"):
            assert (await stage.answered(await stage.ann.uses(stage.channel, command))).content

    play(tmp_path, scene)


def test_everything_is_forgotten_on_a_click(tmp_path: Path) -> None:
    """`/forget` asks first; then clip and photo are gone, and the buttons under the clip say so kindly."""

    async def scene(stage: Stage) -> None:
        clip = await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
        asked = await stage.answered(await stage.ann.uses(stage.channel, "forget"))
        assert stage.house is not None
        assert await stage.house.desk.job(stage.job_of(clip)) is not None
        await stage.ann.clicks(asked, asked.labels[0])
        await stage.server.until(lambda: asked.content == EN("desk.forgotten", count=1))
        assert asked.labels == []
        assert await stage.house.desk.job(stage.job_of(clip)) is None
        await stage.sentence(await stage.ann.clicks(clip, AGAIN), EN("desk.gone_photo"))

    play(tmp_path, scene)


def test_who_is_forgotten_leaves_no_placeholder(tmp_path: Path) -> None:
    """What still waits is not made, and the line that said how long it would take goes; that of somebody else stays."""

    async def scene(stage: Stage) -> None:
        other = await stage.sentence(await stage.bob.toon(stage.channel, PHOTO, f"{ENDLESS} Hello"), "⏳")
        waiting = [await stage.sentence(await stage.ann.toon(stage.channel, PHOTO, "Hello"), "⏳") for _ in range(2)]
        asked = await stage.answered(await stage.ann.uses(stage.channel, "forget"))
        await stage.ann.clicks(asked, asked.labels[0])
        await stage.server.until(lambda: asked.content == EN("desk.forgotten", count=2))
        assert all(message.deleted for message in waiting)
        assert stage.channel.seen_by(stage.bob) == [other]

    play(tmp_path, scene)


def test_an_admin_blocks_somebody(tmp_path: Path) -> None:
    """From then on that person hears that it is not for them, and nobody else does; strangers cannot use the command."""

    async def scene(stage: Stage) -> None:
        async with stage.bot(bot={"admins": [f"discord:{stage.bob.id}"]}):
            refused = await stage.answered(await stage.ann.uses(stage.channel, "toon-admin", line=f"block user {stage.bob.id}"))
            assert refused.content == EN("desk.not_for_you")
            said = await stage.answered(await stage.bob.uses(stage.channel, "toon-admin", line=f"block user {stage.ann.id}"))
            assert said.content == EN("desk.done")
            blocked = await stage.answered(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
            assert (blocked.content, blocked.ephemeral) == (EN("desk.not_here"), True)
            await stage.bob.uses(stage.channel, "toon-admin", line=f"unblock user {stage.ann.id}")
            await stage.server.until(lambda: len(stage.server.calls("edit answer")) >= 3)
            await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))

    rehearse(tmp_path, scene)
