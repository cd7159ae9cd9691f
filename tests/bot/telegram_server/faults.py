"""What goes wrong on demand, and how much Telegram takes at a time."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from tests.bot.telegram_server.call import ApiError, Call

SENDING: Final = frozenset(
    {
        "sendMessage",
        "sendPhoto",
        "sendVideo",
        "sendVideoNote",
        "editMessageText",
        "editMessageCaption",
        "editMessageMedia",
    }
)
"""What counts against the limits."""
How = Literal["answers", "silence", "cut", "reset"]
"""An error is answered; nothing ever is; the connection is closed without an answer; it is torn down."""
REASONS: Final = {
    400: "Bad Request: something is wrong",
    403: "Forbidden: bot was kicked from the supergroup chat",
    413: "Request Entity Too Large",
    429: "Too Many Requests: retry after {}",
    500: "Internal Server Error",
    502: "Bad Gateway",
}
"""What an error says when nothing else is asked for."""


@dataclass
class Fault:
    """Something that happens to the next calls of a method."""

    method: str
    """The method, or ``download``."""
    how: How = "answers"
    """What the bot sees."""
    status: int = 0
    """Of an error that is answered."""
    description: str = ""
    """What it says."""
    retry_after: int = 0
    """s, with 429."""
    does: bool = False
    """Whether the call is carried out all the same."""
    slow: float = 0.0
    """Seconds before the answer."""
    times: int = 1
    """How many calls it befalls."""
    chat: int = 0
    """Only in this chat; 0: in any."""
    befell: int = 0
    """How many calls it befell."""

    def error(self) -> ApiError:
        """What is answered."""
        parameters: dict[str, Any] = {"retry_after": self.retry_after} if self.retry_after else {}
        reason = self.description or REASONS.get(self.status, "Error")
        return ApiError(self.status, reason.format(self.retry_after), **parameters)


@dataclass
class Faults:
    """All that is still to go wrong, in order."""

    waiting: list[Fault] = field(default_factory=list)
    """Faults that may still befall a call."""

    def of(self, call: Call) -> Fault | None:
        """What befalls a call; counted."""
        for fault in self.waiting:
            if fault.method == call.method and fault.chat in {0, call.chat}:
                fault.befell += 1
                if fault.befell >= fault.times:
                    self.waiting.remove(fault)
                return fault
        return None


@dataclass
class Limits:
    """About a message a second in a chat, in short bursts more, and twenty a minute in a group."""

    on: bool = False
    """Whether they are kept."""
    burst: int = 3
    """Messages in one chat within `burst_seconds`."""
    burst_seconds: float = 3.0
    """s"""
    group_minute: int = 20
    """Messages in one group within a minute."""
    sent: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    """Chat → when messages went there."""

    def check(self, call: Call) -> None:
        """Raises `ApiError` 429 where it is too much; else counts the call."""
        if not self.on or call.method not in SENDING:
            return
        sent, clock = self.sent[call.chat], time.monotonic()
        while sent and clock - sent[0] > 60:
            sent.popleft()
        rules = [(self.burst, self.burst_seconds)] + ([(self.group_minute, 60.0)] if call.chat < 0 else [])
        for most, seconds in rules:
            recent = [at for at in sent if clock - at < seconds]
            if len(recent) >= most:
                wait = int(recent[0] + seconds - clock) + 1
                raise ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        sent.append(clock)
