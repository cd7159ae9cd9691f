"""Telegram, end to end: the bot stops in the middle of something and comes back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.bot.maker import PHOTO
from tests.bot.telegram_scenarios.stage import Stage, answer, bot, tidy
from tests.bot.telegram_server.faults import Fault
from tests.bot.telegram_server.server import TelegramServer


def test_buttons_work_after_a_restart_of_the_bot(tmp_path: Path, specs_folder: Path) -> None:
    """All of them, and a question that was asked before it; a job that was waiting is finished in its own placeholder."""

    async def story() -> None:
        async with TelegramServer() as server:
            ann = server.person("Ann")
            group = server.group("Friends", ann)
            async with bot(server, tmp_path):
                clip = await answer(server, await ann.sends(group, photo=PHOTO, caption="/toon Hello"))
                question = await answer(server, await ann.sends(group, photo=PHOTO, caption="/toon"), "text")
                waiting = await ann.sends(group, photo=PHOTO, caption="/toon !slow1.5")
                placeholder = await answer(server, waiting, "text")
            asked = await ann.replies(question, text="I said it while you slept")
            async with bot(server, tmp_path):
                assert await answer(server, waiting) is placeholder
                await answer(server, asked)
                await ann.clicks(clip, "Other voice")
                again = await answer(server, clip)
                await ann.clicks(again, "Again")
                await answer(server, again)
                await ann.clicks(clip, "Delete")
                await server.until(lambda: clip.deleted)
                await server.settled()
                await server.until(lambda: not server.unanswered())
            await tidy(server)

    asyncio.run(story())


@pytest.mark.parametrize("method", ["sendMessage", "editMessageMedia"])
def test_stopped_while_telegram_was_at_it_the_bot_makes_no_second_video(method: str, tmp_path: Path, specs_folder: Path) -> None:
    """Placeholder or edit were carried out, and the bot never heard of it: after its return there is one clip."""

    async def story() -> None:
        async with TelegramServer() as server:
            ann = server.person("Ann")
            fault = server.befalls(Fault(method, "silence", does=True))
            async with bot(server, tmp_path):
                asked = await ann.sends(photo=PHOTO, caption="/toon Hello")
                await server.until(lambda: fault.befell and ann.private.answers)
            async with bot(server, tmp_path) as running:
                await Stage(server, running, tmp_path).quiet()
                await answer(server, asked)
            assert [post.kind for post in ann.private.answers].count("video") == 1
            assert len(ann.private.answers) <= (2 if method == "sendMessage" else 1)
            await tidy(server)

    asyncio.run(story())


def test_stopped_while_a_video_was_sent_the_bot_sends_none_again(tmp_path: Path, specs_folder: Path) -> None:
    """Where no edit was possible: that it was about to send was written down before, so it says that the clip may be there."""

    async def story() -> None:
        async with TelegramServer() as server:
            ann = server.person("Ann")
            server.fails("editMessageMedia", 400, "Bad Request: message can't be edited")
            fault = server.befalls(Fault("sendVideo", "silence", does=True))
            async with bot(server, tmp_path):
                await ann.sends(photo=PHOTO, caption="/toon Hello")
                await server.until(lambda: fault.befell)
            async with bot(server, tmp_path) as running:
                await Stage(server, running, tmp_path).quiet()
            said, clip = ann.private.answers
            assert said.text.startswith("🤔 I was interrupted just when I sent your clip.")
            assert clip.kind == "video"
            await tidy(server)

    asyncio.run(story())


def test_what_was_written_while_the_bot_was_away_is_answered_in_order(tmp_path: Path, specs_folder: Path) -> None:
    """Photo first, then the text for it, then a command: Telegram kept all of it."""

    async def story() -> None:
        async with TelegramServer() as server:
            ann = server.person("Ann")
            async with bot(server, tmp_path):
                await answer(server, await ann.sends(text="/start"), "text")
            photo = await ann.sends(photo=PHOTO)
            text = await ann.sends(text="Hello while you were away")
            thanks = await ann.sends(text="/about")
            async with bot(server, tmp_path) as running:
                await Stage(server, running, tmp_path).quiet()
                await answer(server, photo, "text")
                await answer(server, text)
                await answer(server, thanks, "text")
            await tidy(server)

    asyncio.run(story())
