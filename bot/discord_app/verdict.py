"""What an error of a call to Discord means for the answer that was to be given."""

from __future__ import annotations

from enum import Enum
from typing import Final

import aiohttp
import discord

ERRORS: Final = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError)
"""All that a call may raise because of Discord or of the network between; time-outs are among them."""
_PAUSE: Final = 10.0
"""Seconds to wait after an error for which Discord does not say how long."""
_SHORT_PAUSE: Final = 3.0
"""The same where the network broke, or Discord was too slow."""
_LONGEST: Final = 300.0
"""Seconds; whatever Discord says, we ask again after that time."""

_MESSAGE_GONE: Final = 10008
_UNFETCHABLE_CHANNEL: Final = frozenset({10003, 10004, 50001, 50007, 50013, 50083})
"""Unknown channel, unknown guild, no access, no direct messages, no permission, archived thread."""
_TOKEN_EXPIRED: Final = 50027
_TOO_LARGE: Final = 40005


class Verdict(Enum):
    """What is to be done."""

    LATER = "later"
    """Try again after a while."""
    DELETED = "deleted"
    """The message is gone; the interaction may live."""
    MISSING = "missing"
    """Discord does not find the interaction; it may find it a moment later."""
    EXPIRED = "expired"
    """The token is of no use any more."""
    GONE = "gone"
    """We are not wanted there, or there is no such place."""
    TOO_LARGE = "too large"
    """The file is too large for there."""
    BUG = "bug"
    """We asked for something that makes no sense."""


def verdict_of(error: BaseException) -> Verdict:
    """What one of `ERRORS` means."""
    if not isinstance(error, discord.HTTPException):
        return Verdict.LATER
    status, code = error.status, error.code
    if status == 413 or code == _TOO_LARGE:
        return Verdict.TOO_LARGE
    if code == _TOKEN_EXPIRED:
        return Verdict.EXPIRED
    if status in (401, 429) or status >= 500:  # 401: of the bot's own token, which the operator will mend
        return Verdict.LATER
    if status == 403 or code in _UNFETCHABLE_CHANNEL:
        return Verdict.GONE
    if status == 404:
        return Verdict.DELETED if code == _MESSAGE_GONE else Verdict.MISSING
    return Verdict.BUG


def pause_after(error: BaseException) -> float:
    """Seconds after which it is worth while to try again."""
    if isinstance(error, discord.RateLimited):
        return min(error.retry_after, _LONGEST)
    if isinstance(error, discord.HTTPException):
        said = error.response.headers.get("Retry-After", "")
        if said.replace(".", "", 1).isdecimal():
            return min(max(float(said), 0.5), _LONGEST)
        return _PAUSE
    return _SHORT_PAUSE
