"""Telegram's limits, by a clock that the test turns."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram_app.limits import Budget, Limits, Urgency

CHATS = (5, 6, -7, -8)


class Clock:
    """Stands still unless it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """The time."""
        return self.now


@given(st.lists(st.tuples(st.sampled_from(CHATS), st.sampled_from(Urgency), st.floats(0, 2)), max_size=200))
def test_no_window_is_ever_exceeded_and_every_wait_ends(messages: list[tuple[int, Urgency, float]]) -> None:
    """Who waits as long as told may send then, and Telegram never gets more than it bears in a chat, in a group and in all."""
    clock, limits = Clock(), Limits()
    budget = Budget(limits, clock)
    sent: dict[object, list[float]] = defaultdict(list)
    for chat, urgency, pause in messages:
        clock.now += pause
        while wait := budget.wait(chat, urgency):
            assert 0 < wait <= limits.group.seconds
            clock.now += wait + 1e-6
        budget.spend(chat)
        for key, window in ((chat, limits.chat), (chat if chat < 0 else None, limits.group), ("all", limits.overall)):
            if key is not None:
                sent[key, window].append(clock.now)
                recent = [at for at in sent[key, window] if clock.now - at < window.seconds]
                assert len(recent) <= window.most


def test_progress_leaves_room_for_the_clip() -> None:
    """Where it is tight the placeholder stays as it is, and the clip need not wait for it."""
    budget = Budget(Limits(), Clock())
    while not budget.wait(-7, Urgency.PROGRESS):
        budget.spend(-7)
    assert budget.wait(-7, Urgency.CLIP) == 0
    assert budget.wait(5, Urgency.PROGRESS) == 0


def test_a_refusal_stops_its_own_chat_only() -> None:
    """For as long as Telegram said; the others go on."""
    clock = Clock()
    budget = Budget(Limits(), clock)
    budget.close(-7, 30)
    assert budget.wait(-7, Urgency.CLIP) == 30
    assert budget.wait(-8, Urgency.PROGRESS) == 0
    clock.now += 30
    assert budget.wait(-7, Urgency.PROGRESS) == 0


def test_quiet_chats_are_forgotten() -> None:
    """Ten thousand chats a minute apart take no more memory than a few thousand at once."""
    clock = Clock()
    budget = Budget(Limits(), clock)
    for chat in range(1, 20_000):
        clock.now += 1
        budget.spend(chat)
    assert len(budget._chats) <= 5000
