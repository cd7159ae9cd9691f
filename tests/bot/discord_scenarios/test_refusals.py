"""Whatever goes wrong with a request is told in one kind sentence, in the place of the clip."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.discord_scenarios.stage import EN, PHOTO, Stage, play, rehearse
from tests.bot.discord_server import Upload

pytestmark = pytest.mark.usefixtures("specs_folder")


WORKERS_REFUSALS = {
    "!noface": "failure.NoFace",
    "!unreadable": "failure.UnreadablePhoto",
    "!mute": "failure.NothingToSay",
    "!broken": "failure.us",
    "!weights": "failure.operator",
}
"""What makes the tiny worker refuse, and what is said then."""


def test_what_the_worker_refuses(tmp_path: Path) -> None:
    """No face, a photo that cannot be read, nothing to say, a bug of ours, something not set up: a sentence, and no buttons."""

    async def scene(stage: Stage) -> None:
        for text, key in WORKERS_REFUSALS.items():
            message = await stage.sentence(await stage.ann.toon(stage.channel, PHOTO, text), EN(key))
            assert message.labels == []
        assert len(stage.channel.seen_by(stage.bob)) == len(WORKERS_REFUSALS)

    play(tmp_path, scene)


def test_a_worker_that_dies_thrice(tmp_path: Path) -> None:
    """Three attempts, then an honest apology; the next one is served."""

    async def scene(stage: Stage) -> None:
        interaction = await stage.ann.toon(stage.channel, PHOTO, "!die")
        await stage.server.until(lambda: interaction.answer and interaction.answer.content == EN("failure.us"), 60.0)
        await stage.video(await stage.bob.toon(stage.channel, PHOTO, "Hello"))

    play(tmp_path, scene)


def test_a_text_that_is_too_long(tmp_path: Path) -> None:
    """How much would do is said."""

    async def scene(stage: Stage) -> None:
        interaction = await stage.ann.toon(stage.channel, PHOTO, "x" * 31)
        await stage.sentence(interaction, EN("desk.text_too_long", max=30))
        await stage.video(await stage.ann.toon(stage.channel, PHOTO, "x" * 30))

    play(tmp_path, scene, bot={"max_text": 30})


def test_files_that_will_not_do(tmp_path: Path) -> None:
    """Too large by what Discord says, too large when it comes, no photo at all."""

    async def scene(stage: Stage) -> None:
        too_large = EN("desk.photo_too_large", megabytes="1")
        told = await stage.ann.toon(stage.channel, Upload(PHOTO, claimed=5_000_000), "Hello")
        await stage.sentence(told, too_large)
        untold = await stage.ann.toon(stage.channel, Upload(PHOTO + bytes(1_100_000), claimed=1000), "Hello")
        await stage.sentence(untold, too_large)
        other = await stage.ann.toon(stage.channel, Upload(b"%PDF-1.7", "photo.jpg"), "Hello")
        await stage.sentence(other, EN("desk.not_a_photo"))

    play(tmp_path, scene, photo={"max_megabytes": 1.0})


def test_too_many_at_once(tmp_path: Path) -> None:
    """Who has a clip in the making hears so; others are served meanwhile."""

    async def scene(stage: Stage) -> None:
        first = await stage.ann.toon(stage.channel, PHOTO, "!slow1 Hello")
        await stage.server.until(lambda: first.answer and not first.answer.loading)
        second = await stage.ann.toon(stage.channel, PHOTO, "Hello")
        await stage.sentence(second, EN("failure.BusyOwner", count=1))
        await stage.video(await stage.bob.toon(stage.channel, PHOTO, "Hello"))
        await stage.video(first)
        await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))

    play(tmp_path, scene, journal={"per_owner": 1})


def test_too_many_within_an_hour(tmp_path: Path) -> None:
    """A limit for each person."""

    async def scene(stage: Stage) -> None:
        await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
        await stage.sentence(await stage.ann.toon(stage.channel, PHOTO, "Hello"), EN("desk.too_many_owner_hour", count=1))
        await stage.video(await stage.bob.toon(stage.channel, PHOTO, "Hello"))

    play(tmp_path, scene, bot={"per_owner_hour": 1})


def test_a_language_that_nobody_knows(tmp_path: Path) -> None:
    """It is said to that person alone, and nothing is made."""

    async def scene(stage: Stage) -> None:
        message = await stage.answered(await stage.ann.toon(stage.channel, PHOTO, "Hello", language="Klingon of the north"))
        assert (message.content, message.ephemeral) == (EN("discord.unknown_language"), True)

    play(tmp_path, scene)


def test_a_photo_that_cannot_be_fetched(tmp_path: Path) -> None:
    """A broken download is begun again; a redirect is never followed; one that stays away is told of."""

    async def scene(stage: Stage) -> None:
        stage.server.fails("cdn")
        await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
        stage.server.fails("cdn", redirect="http://127.0.0.1:1/elsewhere")
        await stage.sentence(await stage.ann.toon(stage.channel, PHOTO, "Hello"), EN("discord.photo_away"))
        stage.server.fails("cdn", done_first=True, hang=1.0)
        await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
        stage.server.fails("cdn", 404)
        await stage.sentence(await stage.ann.toon(stage.channel, PHOTO, "Hello"), EN("discord.photo_away"))

    play(tmp_path, scene)


def test_a_photo_from_elsewhere(tmp_path: Path) -> None:
    """Only Discord's own machines are asked for files."""

    async def scene(stage: Stage) -> None:
        async with stage.bot(discord={"cdn_hosts": ["cdn.discordapp.com"]}):
            await stage.sentence(await stage.ann.toon(stage.channel, PHOTO, "Hello"), EN("discord.photo_elsewhere"))

    rehearse(tmp_path, scene)
