"""How often Telegram may be spoken to, kept without making one chat wait for another."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Final


class Urgency(Enum):
    """What a message is for; the value is the share of each window that it leaves to what is more urgent."""

    CLIP = 0.0
    """The end of a job."""
    TALK = 0.1
    """An answer or a placeholder."""
    PROGRESS = 0.5
    """A placeholder brought up to date; left out where it is tight."""


@dataclass(frozen=True)
class Window:
    """So many messages within so long, at the most."""

    most: int
    seconds: float


@dataclass(frozen=True)
class Limits:
    """What Telegram bears by its own FAQ: one message a second in a chat, twenty a minute in a group, thirty a second in all.

    The windows are a little longer, for messages may take unequally long to Telegram.
    """

    chat: Window = Window(3, 3.3)
    """In any one chat."""
    group: Window = Window(20, 61.0)
    """In a group, besides."""
    overall: Window = Window(30, 1.1)
    """In all chats together."""


_MOST_CHATS: Final = 5000
"""That are remembered before the quiet ones are forgotten."""


@dataclass
class _Past:
    """When messages were sent within a window."""

    window: Window
    times: deque[float] = field(default_factory=deque)

    def wait(self, now: float, urgency: Urgency) -> float:
        """Seconds until one more may go."""
        while self.times and now - self.times[0] >= self.window.seconds:
            self.times.popleft()
        room = max(1, self.window.most - math.floor(urgency.value * self.window.most))
        over = len(self.times) - room
        return 0.0 if over < 0 else self.times[over] + self.window.seconds - now


@dataclass
class _Chat:
    """What is known of one chat."""

    pasts: list[_Past]
    closed_until: float = 0.0
    """Telegram wants to hear nothing before."""


class Budget:
    """What may still be said, in each chat and in all."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._overall = _Past(limits.overall)
        self._chats: dict[int, _Chat] = {}

    def wait(self, chat: int, urgency: Urgency) -> float:
        """Seconds until a message may go to a chat; 0: now."""
        now, known = self._clock(), self._chat(chat)
        return max(0.0, known.closed_until - now, *(past.wait(now, urgency) for past in (*known.pasts, self._overall)))

    def spend(self, chat: int) -> None:
        """A message goes to a chat."""
        now = self._clock()
        for past in (*self._chat(chat).pasts, self._overall):
            past.times.append(now)

    def close(self, chat: int, seconds: float) -> None:
        """Telegram refused a message to a chat for so long; the other chats go on."""
        known = self._chat(chat)
        known.closed_until = max(known.closed_until, self._clock() + seconds)

    def _chat(self, chat: int) -> _Chat:
        if chat not in self._chats:
            if len(self._chats) >= _MOST_CHATS:
                self._forget()
            windows = (self._limits.chat, self._limits.group) if chat < 0 else (self._limits.chat,)
            self._chats[chat] = _Chat([_Past(window) for window in windows])
        return self._chats[chat]

    def _forget(self) -> None:
        """Drops the chats of which nothing matters any more."""
        now = self._clock()
        for chat, known in list(self._chats.items()):
            if known.closed_until <= now and all(not past.times or now - past.times[-1] >= past.window.seconds for past in known.pasts):
                del self._chats[chat]
