"""Every way to ask for a clip, and what people then see."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.discord_scenarios.stage import AGAIN, DELETE, EN, PHOTO, VOICE, Stage, play
from tests.bot.discord_server import Upload
from tests.bot.household import REAL
from tests.bot.maker import RECORDING

pytestmark = pytest.mark.usefixtures("specs_folder")


def test_toon(tmp_path: Path) -> None:
    """`/toon` with photo and text becomes a message with a video, the asker's name, alt text and buttons; nobody is notified."""

    async def scene(stage: Stage) -> None:
        interaction = await stage.ann.toon(stage.channel, PHOTO, "Hello there", voice="male", style="ink")
        message = await stage.video(interaction)
        assert message is interaction.answer
        assert message.video is not None
        assert message.video.filename == "toon.mp4"
        assert "Hello there" in (message.video.description or "")
        assert message.content == EN("desk.caption", asker=f"<@{stage.ann.id}>")
        assert message.labels == [AGAIN, VOICE, DELETE]
        assert [option["value"] for option in message.selects[0]["options"]] == ["sticker", "toon3d", "paint"]
        assert stage.channel.seen_by(stage.bob) == [message]
        assert stage.server.pinged == []

    play(tmp_path, scene)


def test_the_placeholder_says_how_far_it_is(tmp_path: Path) -> None:
    """Place in the queue first, then stages; edited only when the line changes."""

    async def scene(stage: Stage) -> None:
        interaction = await stage.ann.toon(stage.channel, PHOTO, "!slow4.5 Hello")
        await stage.answered(interaction)
        later = await stage.bob.toon(stage.channel, PHOTO, "Me too")
        message, second = await stage.video(interaction), await stage.video(later)
        assert message.history[0].startswith("⏳ You're next")
        assert len(message.history) >= 3
        assert all(one != other for one, other in zip(message.history, message.history[1:], strict=False))
        assert second.history[0].startswith("⏳")

    play(tmp_path, scene)


def test_a_text_that_is_missing_is_asked_for(tmp_path: Path) -> None:
    """`/toon` without a text brings up a form; voice and style that were chosen already stand in it."""

    async def scene(stage: Stage) -> None:
        asked = await stage.ann.toon(stage.channel, PHOTO, voice="female", language="French")
        await stage.server.until(lambda: asked.modal is not None)
        message = await stage.video(await stage.ann.submits(asked, text="Bonjour"))
        assert message.video is not None
        assert "Bonjour" in (message.video.description or "")

    play(tmp_path, scene)


def test_a_language_is_offered_while_it_is_typed(tmp_path: Path) -> None:
    """By its name in English or in itself; the person's own first where nothing was typed."""

    async def scene(stage: Stage) -> None:
        kurt = stage.server.person("Kurt", "de")
        assert "Deutsch (German)" in await stage.ann.autocompletes(stage.channel, "toon", "language", "germ")
        assert (await kurt.autocompletes(stage.channel, "toon", "language"))[0] == "Deutsch (German)"
        assert await stage.ann.autocompletes(stage.channel, "toon", "language", "no such tongue") == []

    play(tmp_path, scene)


@pytest.mark.parametrize("gallery", [False, True], ids=["attachment", "media gallery"])
def test_toon_this(tmp_path: Path, gallery: bool) -> None:
    """From the menu of somebody's message: a form asks for the text, and the photo of that message talks, also one inside components."""

    async def scene(stage: Stage) -> None:
        posted = stage.bob.posts(stage.channel, "" if gallery else "Look at me", PHOTO, gallery=gallery)
        submitted = await stage.ann.toons_message(posted, text="Look at him", voice="male", style="paint")
        message = await stage.video(submitted)
        assert message.video is not None
        assert "Look at him" in (message.video.description or "")
        assert f"<@{stage.ann.id}>" in message.content

    play(tmp_path, scene)


def test_toon_this_on_a_message_without_a_photo(tmp_path: Path) -> None:
    """The form asks for a photo, too."""

    async def scene(stage: Stage) -> None:
        posted = stage.bob.posts(stage.channel, "No photo here")
        await stage.video(await stage.ann.toons_message(posted, text="Hello", photo=PHOTO))

    play(tmp_path, scene)


def test_a_recording_is_spoken(tmp_path: Path) -> None:
    """A voice recording instead of a text."""

    async def scene(stage: Stage) -> None:
        recording = Upload(RECORDING, "voice-message.ogg", "audio/ogg")
        message = await stage.video(await stage.ann.toon(stage.channel, PHOTO, recording=recording))
        assert message.video is not None
        assert "voice message" in (message.video.description or "")

    play(tmp_path, scene)


def test_names_in_a_text_notify_nobody(tmp_path: Path) -> None:
    """@everyone and people in the text stay text."""

    async def scene(stage: Stage) -> None:
        text = f"@everyone @here <@{stage.bob.id}> <@&{stage.channel.guild.id if stage.channel.guild else 0}> **bold** https://example.org"
        message = await stage.video(await stage.ann.toon(stage.channel, PHOTO, text))
        await stage.sentence(await stage.ann.toon(stage.channel, PHOTO, f"!noface {text}"), EN("failure.NoFace"))
        assert "@everyone" not in message.content
        assert stage.server.pinged == []

    play(tmp_path, scene)


def test_people_are_answered_in_their_language(tmp_path: Path) -> None:
    """The buttons and sentences of a German are German, those of an American English; what Discord shows of the commands is translated."""

    async def scene(stage: Stage) -> None:
        kurt = stage.server.person("Kurt", "de")
        message = await stage.video(await kurt.toon(stage.channel, PHOTO, "Hallo"))
        other = await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
        assert message.labels[0] != other.labels[0]
        toon = next(command for command in stage.server.commands[0] if command["name"] == "toon")
        assert {"de", "fr", "es-ES", "pt-BR"} <= set(toon["description_localizations"])

    play(tmp_path, scene)


@pytest.mark.slow
def test_the_whole_way_with_a_real_face(tmp_path: Path, portrait_file: Path) -> None:
    """A real photo, the real pipeline, and an mp4 that plays before it is loaded whole."""

    async def scene(stage: Stage) -> None:
        interaction = await stage.ann.toon(stage.channel, portrait_file.read_bytes(), "Hello!", voice="female")
        await stage.server.until(lambda: interaction.answer and interaction.answer.video, 120.0)
        message = await stage.video(interaction)
        assert message.video is not None
        clip = message.video.content
        assert 0 < clip.index(b"moov") < clip.index(b"mdat")
        assert len(clip) > 50_000

    play(tmp_path, scene, opener=REAL)
