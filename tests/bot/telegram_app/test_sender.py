"""Texts as Telegram counts them, and lines that must be found again after a crash."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.metrics import Metrics
from bot.telegram_app.address import Placeholder, Spot
from bot.telegram_app.api import open_api
from bot.telegram_app.limits import Budget, Limits
from bot.telegram_app.sender import Sender, clipped
from bot.tokens import Secret
from tests.bot.telegram_server.server import TelegramServer
from toontalker.chat_settings import TelegramSettings


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(2, 40))
def test_a_text_fits_and_says_as_much_as_it_can(text: str, units: int) -> None:
    """Counted in UTF-16, as Telegram does; no emoji is cut in half; what fits stays as it is."""
    cut = clipped(text, units)
    length = len(cut.encode("utf-16-le")) // 2
    assert 1 <= length <= units
    assert cut.isascii() or cut.encode("utf-8")
    if len(text.encode("utf-16-le")) // 2 <= units:
        assert cut == (text or "…")
    else:
        assert cut.endswith("…")
        assert text.startswith(cut[:-1])
        assert length >= units - 1


@pytest.mark.usefixtures("specs_folder")
def test_few_lines_stand_there_that_nobody_would_find_again() -> None:
    """While the disk does not take down where two lines stand, no third such line is sent for a while; what need not be found goes on."""

    async def whole() -> None:
        async with TelegramServer() as server:
            settings = TelegramSettings(api_url=server.base_url, file_url=server.base_url)
            api = open_api(settings, Secret(server.token), Metrics())
            sender = Sender(api.bot, Budget(Limits()))
            people = [server.person(f"Tess {number}").private for number in range(7)]
            disk, kept = asyncio.Event(), []

            async def keep(placeholder: Placeholder) -> None:
                await disk.wait()
                kept.append(placeholder.chat)

            told = [asyncio.create_task(sender.say_and_keep(Spot(chat.id), "In the queue", keep)) for chat in people[:6]]
            await server.until(lambda: len(server.calls("sendMessage")) == 2)
            await sender.say(Spot(people[6].id), "Hello")
            assert len(server.calls("sendMessage")) == 3
            disk.set()
            await asyncio.gather(*told)
            assert sorted(kept) == sorted(chat.id for chat in people[:6])
            assert [len(chat.answers) for chat in people] == [1] * 7
            await api.close()

    asyncio.run(whole())
