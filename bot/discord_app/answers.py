"""Answers on their way: by the token of the interaction as long as it lives, then into the channel, and never twice.

An edit can be repeated, so everything that matters is an edit. Where there is no message left to edit, a new one is begun with text
alone, its id is kept, and only then is it edited into what it shall be: a crash in between costs a line, not a second clip.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

import discord

from bot.discord_app.address import Address, Place
from bot.discord_app.note import SILENT, Note, only
from bot.discord_app.verdict import ERRORS, Verdict, pause_after, verdict_of
from bot.front_end import Gone, Later

_LOG = logging.getLogger(__name__)

_DELIVERY_SECONDS: Final = 60.0
"""For all calls of one answer, the library's own repetitions among them."""
_SHOW_SECONDS: Final = 5.0
"""For an edit that nobody misses."""
_MISSING_TRIES: Final = 3
"""Discord sometimes does not find an interaction that lives; asked so often, it is taken for expired."""
_MISSING_PAUSE: Final = 0.7
"""Seconds between them."""
_MOVES: Final = 4
"""Places that an answer may be moved to before it has to wait: found, deleted, expired, written anew."""
_NONCE: Final = 25
"""Characters that Discord takes; messages with the same one within minutes are one message."""
_AWAY: Final = 5.0
"""Seconds to wait where there is no connection."""

Keep = Callable[[str], Awaitable[None]]
"""Remembers where the message of an answer lies by now: `str` of a `Place`."""


class Line(Protocol):
    """How to reach Discord."""

    @property
    def client(self) -> discord.Client | None:
        """Logged in; None while there is none."""


class TooLarge(Exception):
    """Discord does not take the file there."""


class Answers:
    """Writes, edits and deletes the messages of answers."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def put(self, address: Address, note: Note, place: Place, nonce: str, keep: Keep) -> None:
        """Makes the message at `place` into `note`, or writes one where there is none left; may be called again with the same `nonce`.

        `keep` is told when the message has moved. Raises `Later`, `Gone` or `TooLarge`; `discord.HTTPException` is a bug of ours.
        """
        try:
            async with asyncio.timeout(_DELIVERY_SECONDS):
                if (await self._put(address, note, place, nonce, keep)).channel:
                    await self._clear(address)
        except ERRORS as error:
            match verdict_of(error):
                case Verdict.TOO_LARGE:
                    raise TooLarge from error
                case Verdict.BUG:
                    raise
                case Verdict.LATER:
                    raise Later(pause_after(error)) from error
                case _:
                    raise Gone from error

    async def show(self, address: Address, text: str, place: Place, view: discord.ui.View | None = None) -> Verdict | None:
        """Changes the text of a placeholder, once; what went wrong, None if nothing did. Without `view` its buttons stay as they are."""
        if address.expired and not place.channel:
            return Verdict.EXPIRED
        try:
            async with asyncio.timeout(_SHOW_SECONDS):
                await self._edit(address, place, Note(text, view), only_text=view is None)
        except ERRORS as error:
            return verdict_of(error)
        except Later:
            return Verdict.LATER
        return None

    async def call(self, address: Address, text: str, nonce: str) -> None:
        """A new message that notifies the asker: after the answer, or in the channel where the token has expired.

        Raises `Gone`, or one of `ERRORS`.
        """
        content = f"<@{address.user}> {text}"
        async with asyncio.timeout(_DELIVERY_SECONDS):
            if not address.expired:
                try:
                    await self._webhook(address).send(content, allowed_mentions=only(address.user), wait=True)
                except ERRORS as error:
                    if verdict_of(error) not in (Verdict.EXPIRED, Verdict.MISSING):
                        raise
                else:
                    return
            if not address.late:
                raise Gone
            await self._channel(address.channel, address.guild).send(content, nonce=nonce[:_NONCE], allowed_mentions=only(address.user))

    async def remove(self, address: Address, place: Place) -> None:
        """Deletes the message at `place`: of a click the one with the button, else the answer, even where its token has expired.

        Raises `Later`.
        """
        message = place.message or address.answer
        if address.expired and not place.channel and message:
            place = Place(message, address.channel)
        try:
            async with asyncio.timeout(_DELIVERY_SECONDS):
                await self._delete(address, place)
        except ERRORS as error:
            if verdict_of(error) is Verdict.LATER:
                raise Later(pause_after(error)) from error
            _LOG.info("a message could not be deleted: %s", verdict_of(error).value, extra={"key": f"discord:{address.interaction}"})

    async def found(self, address: Address) -> Address | None:
        """The address of an interaction that was begun by another process, with the id of its answer where Discord tells it.

        None if it cannot be answered any more, or if Discord was never told that we have it.
        """
        if address.expired:
            return address if address.late else None
        for attempt in range(_MISSING_TRIES):
            try:
                async with asyncio.timeout(_SHOW_SECONDS):
                    answer = await self._webhook(address).fetch_message("@original")  # type: ignore[arg-type]  # as above
            except ERRORS as error:
                if verdict_of(error) is not Verdict.MISSING:
                    return address
            except Later:
                return address
            else:
                return address.answered_by(answer.id)
            if attempt + 1 < _MISSING_TRIES:
                await asyncio.sleep(_MISSING_PAUSE)
        return None

    # ---- inside -------------------------------------------------------------------------------------------------------------------

    async def _put(self, address: Address, note: Note, place: Place, nonce: str, keep: Keep) -> Place:
        """Where it lies in the end."""
        missing, expired = 0, address.expired
        for _ in range(_MOVES + _MISSING_TRIES):
            if expired and not place.channel:
                place = await self._begin(address, note, nonce, keep, late=True)
                if note.plain:
                    return place
            try:
                await self._edit(address, place, note)
            except ERRORS as error:
                verdict = verdict_of(error)
                if place.channel or verdict not in (Verdict.DELETED, Verdict.MISSING, Verdict.EXPIRED):
                    raise
                if verdict is Verdict.DELETED:
                    try:
                        place = await self._begin(address, note, nonce, keep, late=False)
                    except ERRORS as second:
                        if verdict_of(second) not in (Verdict.MISSING, Verdict.EXPIRED):
                            raise
                        expired = True
                    continue
                missing += 1
                expired = verdict is Verdict.EXPIRED or missing >= _MISSING_TRIES
                if not expired:
                    await asyncio.sleep(_MISSING_PAUSE)
            else:
                return place
        raise Later(_AWAY)

    async def _clear(self, address: Address) -> None:
        """Takes away the placeholder of an answer that came without the token: nothing will ever become of it."""
        if address.answer:
            try:
                await self._delete(address, Place(address.answer, address.channel))
            except ERRORS as error:
                _LOG.info("a placeholder stays behind: %s", verdict_of(error).value, extra={"key": f"discord:{address.interaction}"})

    async def _begin(self, address: Address, note: Note, nonce: str, keep: Keep, *, late: bool) -> Place:
        """A new message with the text of `note` alone; `late`: without the token. Where it lies is kept."""
        if not late:
            sent = await self._webhook(address).send(note.content, allowed_mentions=SILENT, wait=True)
            place = Place(message=sent.id)
        elif not address.late:
            raise Gone
        else:
            channel = self._channel(address.channel, address.guild)
            written = await channel.send(note.content, nonce=nonce[:_NONCE], allowed_mentions=SILENT)
            place = Place(message=written.id, channel=address.channel)
        await keep(str(place))
        return place

    async def _edit(self, address: Address, place: Place, note: Note, *, only_text: bool = False) -> None:
        """`only_text` leaves buttons and files as they are."""
        changes = {"content": note.content, "allowed_mentions": SILENT} if only_text else note.edit()
        if place.channel:
            await self._channel(place.channel, address.guild).get_partial_message(place.message).edit(**changes)
        else:
            where: int | str = place.message or "@original"
            await self._webhook(address).edit_message(where, **changes)  # type: ignore[arg-type]  # as above

    async def _delete(self, address: Address, place: Place) -> None:
        if place.channel:
            await self._channel(place.channel, address.guild).get_partial_message(place.message).delete()
        else:
            where: int | str = place.message or "@original"
            await self._webhook(address).delete_message(where)  # type: ignore[arg-type]  # the library passes it on as it is

    def _webhook(self, address: Address) -> discord.Webhook:
        return discord.Webhook.partial(address.application, address.token, client=self._reached())

    def _channel(self, channel: int, guild: int | None) -> discord.PartialMessageable:
        return self._reached().get_partial_messageable(channel, guild_id=guild)

    def _reached(self) -> discord.Client:
        client = self._line.client
        if client is None:
            raise Later(_AWAY)
        return client
