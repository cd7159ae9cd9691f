"""News for the bot: kept until it confirms them, and told by long poll or webhook."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, Final

import aiohttp

from tests.bot.telegram_server.call import ApiError, Call

UNASKED: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that a bot only gets when it names them."""
FIRST: Final = 700_001
"""Number of the first update."""
AGAIN: Final = 0.1
"""Seconds until a webhook that failed is called again; Telegram waits longer."""
TERMINATED: Final = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
"""What the older of two pollers hears."""


class Updates:
    """The queue of the bot."""

    def __init__(self, judge: Callable[[Any, str, str], None]) -> None:
        """`judge` holds what is told against the table."""
        self._judge = judge
        self.waiting: list[dict[str, Any]] = []
        """Not confirmed as yet, oldest first."""
        self.url = ""
        """The webhook; empty: the bot polls."""
        self.secret = ""
        """What the webhook is told as a proof."""
        self.proxies: dict[str, str] = {}
        """Public address → where a proxy of the operator passes it on to."""
        self.pushed: list[int] = []
        """What the webhook answered, call by call."""
        self.polls = 0
        """How often the bot asked."""
        self._allowed: list[str] = []
        self._next = FIRST
        self._news = asyncio.Event()
        self._poller: asyncio.Event | None = None
        self._closed = False
        self._pusher: asyncio.Task[None] | None = None

    def add(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        """Puts an update into the queue, unless the bot does not want its kind."""
        update = {"update_id": self._next, kind: body}
        self._judge(update, "Update", "update")
        if (self._allowed and kind not in self._allowed) or (not self._allowed and kind in UNASKED):
            return update
        self._next += 1
        return self.again(update)

    def again(self, update: dict[str, Any]) -> dict[str, Any]:
        """Puts an update into the queue, be it one that was there before."""
        self.waiting.append(update)
        self._wake()
        return update

    async def poll(self, call: Call) -> list[dict[str, Any]]:
        """getUpdates."""
        self.polls += 1
        if self.url:
            raise ApiError(
                409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        if self._poller is not None:
            self._poller.set()
        mine = self._poller = asyncio.Event()
        offset, limit = call.values.get("offset", 0), call.values.get("limit", 100)
        if "allowed_updates" in call.values:
            self._allowed = call.values["allowed_updates"]
        if offset < 0:
            self.waiting = self.waiting[offset:]
        self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
        until = asyncio.get_running_loop().time() + min(call.values.get("timeout", 0), 50)
        while not self.waiting and not self._closed:
            left = until - asyncio.get_running_loop().time()
            if mine.is_set():
                raise ApiError(409, TERMINATED)
            if left <= 0 or not await _either(self._news, mine, left):
                break
        if mine.is_set():
            raise ApiError(409, TERMINATED)
        self._poller = None
        return self.waiting[:limit]

    async def set_webhook(self, call: Call) -> bool:
        """setWebhook."""
        url = call.values["url"]
        if url and not url.startswith("https://"):
            raise ApiError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        await self.delete_webhook(call)
        self.url, self.secret = url, call.values.get("secret_token", "")
        if "allowed_updates" in call.values:
            self._allowed = call.values["allowed_updates"]
        if url:
            self._pusher = asyncio.create_task(self._push())
        return True

    async def delete_webhook(self, call: Call) -> bool:
        """deleteWebhook."""
        self.url = ""
        if call.values.get("drop_pending_updates"):
            self.waiting.clear()
        if self._pusher is not None:
            self._pusher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._pusher
            self._pusher = None
        return True

    async def close(self) -> None:
        """Lets a waiting poll end and calls no webhook any more."""
        self._closed = True
        self._wake()
        await self.delete_webhook(Call("deleteWebhook"))

    def address(self) -> str:
        """Where the webhook is reached from here."""
        for public, inner in self.proxies.items():
            if self.url.startswith(public):
                return inner + self.url.removeprefix(public)
        return self.url

    async def _push(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            while True:
                while self.waiting:
                    if await self._told(session, self.waiting[0]):
                        self.waiting.pop(0)
                    else:
                        await asyncio.sleep(AGAIN)
                self._news.clear()
                await self._news.wait()

    async def _told(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> bool:
        """Whether the webhook took an update."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        try:
            async with session.post(self.address(), json=update, headers=headers) as answer:
                await answer.read()
        except (aiohttp.ClientError, TimeoutError):
            self.pushed.append(0)
            return False
        self.pushed.append(answer.status)
        return answer.ok

    def _wake(self) -> None:
        """Lets a waiting poll look again."""
        self._news.set()


async def _either(news: asyncio.Event, mine: asyncio.Event, seconds: float) -> bool:
    """Waits for news or for a second poller; False: neither came."""
    news.clear()
    tasks = [asyncio.create_task(news.wait()), asyncio.create_task(mine.wait())]
    try:
        done, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return bool(done)
