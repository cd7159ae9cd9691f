"""What the tests of the speech room share: the voices, and a judge of loudness that is not ours."""

from __future__ import annotations

from collections.abc import Callable

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from toontalker.speech import Speech, Voices, open_voices
from toontalker.speech.espeak import Espeak
from toontalker.speech.espeak_process import EspeakProcess, find_espeak

Judge = Callable[[NDArray[np.float32]], tuple[float, float]]


@pytest.fixture(scope="session")
def voices() -> Voices:
    """The voices of this machine, with room for long texts."""
    return open_voices(longest_text=10_000)


@pytest.fixture(scope="session")
def espeak() -> Espeak:
    """The embedded voice alone."""
    return Espeak(EspeakProcess(*find_espeak()))


@pytest.fixture(scope="session")
def whole() -> Callable[[Speech], NDArray[np.float32]]:
    """Puts all samples of a speech together."""
    return lambda speech: np.concatenate(list(speech.blocks()))


@pytest.fixture(scope="session")
def judge() -> Judge:
    """Loudness (LUFS) and true peak (dBTP) of mono sound at 48 kHz, by the EBU R128 filter of FFmpeg."""
    return _judge


def _judge(sound: NDArray[np.float32]) -> tuple[float, float]:
    graph = av.filter.Graph()
    source = graph.add("abuffer", "sample_rate=48000:sample_fmt=flt:channel_layout=mono:time_base=1/48000")
    meter = graph.add("ebur128", "peak=true:metadata=1")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1).astype(np.float32), format="flt", layout="mono")
    frame.sample_rate = 48_000
    source.push(frame)
    source.push(None)
    loudness, peaks = -np.inf, [1e-9]
    while True:
        try:
            said = dict(sink.pull().metadata)
        except (av.BlockingIOError, av.EOFError):
            return loudness, 20 * float(np.log10(max(peaks)))
        loudness = float(said.get("lavfi.r128.I", loudness))
        peaks += [float(value) for key, value in said.items() if "true_peak" in key]
