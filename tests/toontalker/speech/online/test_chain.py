"""The whole chain over stand-ins of both services: whatever they do, somebody speaks, in time, and nothing is left behind."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from tests.toontalker.speech.online.edge_stand_in import FAILURES as EDGE_FAILURES
from tests.toontalker.speech.online.edge_stand_in import EdgeStandIn
from tests.toontalker.speech.online.google_stand_in import FAILURES as GOOGLE_FAILURES
from tests.toontalker.speech.online.google_stand_in import GoogleStandIn
from toontalker.heap import give_memory_back
from toontalker.speech import Speech, Voices
from toontalker.speech.breaker import Breaker
from toontalker.speech.espeak import Espeak
from toontalker.speech.online import EdgeVoice, GoogleVoice, is_offline
from toontalker.speech.online.cache import SoundCache
from toontalker.speech.online.edge_voice import EdgeService
from toontalker.speech.online.google_wire import GoogleService
from toontalker.speech.online.gtts_voice import AT_ONCE
from toontalker.speech.online.lines import Lines

PATIENCE = 0.7
SPARE = 20.0
"""Seconds that a loaded machine may take for its own part of a job: the embedded voice, and what is done with any voice."""
TEXTS = ("Hello my friends", "What a fine day", "I am a cartoon", "Good night")


class Stage(NamedTuple):
    """A chain, and the services behind it."""

    voices: Voices
    google: GoogleStandIn
    edge: EdgeStandIn
    lines: tuple[Lines, Lines]
    """To each of them."""


@pytest.fixture
def stage(google: GoogleStandIn, edge: EdgeStandIn, espeak: Espeak, tmp_path: Path) -> Iterator[Stage]:
    """Google's voice, Microsoft's, espeak; no rests and no cache, so that every job meets the failure that is meant for it."""
    cache = SoundCache(tmp_path, 0)
    first = GoogleVoice(cache, service=GoogleService(google.address, patience=PATIENCE))
    second = EdgeVoice(cache, service=EdgeService(edge.address, PATIENCE))
    yield Stage(Voices([first, second, espeak], breaker=Breaker(0)), google, edge, (first._lines, second._lines))
    google.released.set()
    first.close()
    second.close()


def check(speech: Speech, seconds: float) -> None:
    """Spoken by somebody, audibly, in time, and with a note for each who did not."""
    place = ("gtts", "edge", "espeak").index(speech.said_by)
    assert len(speech.notes) == place
    assert 0.5 < speech.seconds < 10
    assert max(float(abs(block).max()) for block in speech.blocks()) > 0.1
    assert seconds < 2 * PATIENCE + SPARE
    speech.close()


def one_job(stage: Stage, text: str) -> None:
    """Says a text and looks at what came."""
    since = time.monotonic()
    check(stage.voices.say(text, "female", "en"), time.monotonic() - since)


def test_the_first_that_answers_speaks(stage: Stage) -> None:
    """Google; without it Microsoft; without both espeak, and the notes say why."""
    stage.voices.say(TEXTS[0], "male").close()
    assert stage.voices.say(TEXTS[0], "male").said_by == "gtts"
    stage.google.always = "too many"
    speech = stage.voices.say(TEXTS[0], "male")
    assert (speech.said_by, speech.notes) == ("edge", ("Google's voice did not speak: too many requests (429).",))
    stage.edge.always = "forbidden"
    speech = stage.voices.say(TEXTS[0], "male")
    assert (speech.said_by, speech.notes[1]) == ("espeak", "Microsoft's voice did not speak: it refuses (403).")


def test_eight_jobs_at_once_in_every_failure(stage: Stage) -> None:
    """Each is spoken, whatever the services do to it."""
    stage.google.next(*GOOGLE_FAILURES, *GOOGLE_FAILURES)
    stage.edge.next(*EDGE_FAILURES)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda text: one_job(stage, text), islice(cycle(TEXTS), 40)))


class Held(NamedTuple):
    """What this process holds."""

    threads: int
    files: int
    bytes: int


def held() -> Held:
    """After what nobody needs any more is gone, and the gaps it left are given back, as a worker does it after each job."""
    gc.collect()
    give_memory_back()
    process = psutil.Process()
    return Held(threading.active_count(), process.num_fds(), process.memory_info().rss)


def take_all(lines: Lines) -> None:
    """Has every line begin its thread, which else begins when so many calls first meet: sooner or later, as the machine is loaded."""
    together = threading.Barrier(AT_ONCE)
    lines.ask([together.wait] * AT_ONCE, time.monotonic() + SPARE)


@pytest.mark.slow
def test_two_hundred_jobs_in_a_row_leave_nothing_behind(stage: Stage) -> None:
    """Through every failure of both services, several times: no thread, no file, and next to no memory more than after the first round."""
    modes = cycle([mode for failure in GOOGLE_FAILURES for mode in (failure, "well", failure)])
    edge_modes = cycle(EDGE_FAILURES)

    def jobs(count: int) -> None:
        for index in range(count):
            stage.google.next(next(modes))
            stage.edge.always = next(edge_modes) if index % 2 else "well"
            one_job(stage, TEXTS[index % len(TEXTS)])

    jobs(60)
    for lines in stage.lines:
        take_all(lines)
    before = held()
    jobs(200)
    after = held()
    assert after.threads <= before.threads
    assert after.files <= before.files
    assert after.bytes - before.bytes < 30e6


def test_offline_is_what_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """0 and nothing mean that the network may be asked."""
    assert is_offline()
    for value, expected in (("0", False), ("", False), ("1", True), ("yes", True)):
        monkeypatch.setenv("TOONTALKER_OFFLINE", value)
        assert is_offline() is expected
    monkeypatch.delenv("TOONTALKER_OFFLINE")
    assert not is_offline()
