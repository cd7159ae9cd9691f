"""The lips of clips whose voice does not tell its times, judged by somebody else: `python tests/acceptance_voices.py RECORDINGS`.

Clips are made of what Google's voice sends (a stand-in on this machine that speaks its wire format, with flite's voice slt, of which
the listener has learned nothing) and of people's recordings (those of PocketSphinx' source package, RECORDINGS), with and without
the text. Each is scored by `toontalker.score`, not with the times that the lips were moved by, but with those of PocketSphinx'
forced alignment of the finished sound.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np
import soxr
from numpy.typing import NDArray

from tests.toontalker.speech.online import google_stand_in as stand_in
from tests.toontalker.speech.online.spoken_mp3 import encode_mp3
from toontalker.clip import VOICES, Clip, ClipRequest, Phoneme
from toontalker.face import FaceFinder
from toontalker.pipeline import Pipeline, open_pipeline
from toontalker.score import Score, score
from toontalker.settings import Settings
from toontalker.speech import Voices
from toontalker.speech.house.train.held_out import HARVARD
from toontalker.speech.house.train.recogniser import Recogniser
from toontalker.speech.house.train.teacher import read_as
from toontalker.speech.listener.train.judge.people import find_people
from toontalker.speech.listener.train.judge.rivals import recognised
from toontalker.speech.online.cache import SoundCache
from toontalker.speech.online.google_wire import GoogleService
from toontalker.speech.online.gtts_voice import GoogleVoice
from toontalker.speech.visemes import viseme_of
from toontalker.voice_settings import VoiceSettings

DEMO_PHOTO = Path(__file__).parents[1] / "toontalker" / "data" / "astronaut.jpg"
TEXTS = tuple(" ".join(HARVARD[start : start + 3]) for start in range(0, 18, 3))
LONGEST_LAG, FEWEST_CLOSED = 20.0, 0.95
"""Milliseconds; share."""
_JUDGES_RATE = 16_000


@dataclass(frozen=True)
class Row:
    """What one clip shows."""

    name: str
    how: str
    """What the lips were moved by."""
    score: Score
    notes: tuple[str, ...]

    @property
    def passes(self) -> bool:
        """Whether lag and closure are within the gates."""
        lag, closure = self.score.lag_ms, self.score.closure
        return lag is not None and abs(lag) <= LONGEST_LAG and closure is not None and closure >= FEWEST_CLOSED


def google_rows(pipeline: Pipeline, judge: Judge, folder: Path) -> Iterator[Row]:
    """A clip of each text, spoken by Google's voice."""
    vars(stand_in)["spoken_mp3"] = _slt_mp3  # another speaker than in the tests
    with stand_in.google_stand_in() as google:
        voice = GoogleVoice(SoundCache(folder / "cache", 0), service=GoogleService(google.address))
        pipeline._voices = Voices([voice])
        for number, text in enumerate(TEXTS):
            for kind in VOICES:
                request = ClipRequest(DEMO_PHOTO, text, voice=kind)
                clip = pipeline.make_clip(request, folder / f"google-{number}-{kind}.mp4")
                yield judge.row(f"google {number} {kind}", "text", text, clip)
        voice.close()


def people_rows(pipeline: Pipeline, judge: Judge, recordings: Path, folder: Path) -> Iterator[Row]:
    """A clip of each person's recording, first with the sound alone, then with what is said in it."""
    pipeline._voices = Voices([])
    for said in find_people(recordings):
        audio = _wav(said.sound)
        for how, text in (("sound alone", ""), ("text", said.text)):
            clip = pipeline.make_clip(ClipRequest(DEMO_PHOTO, text, audio=audio), folder / f"{Path(said.name).stem}-{how[:4]}.mp4")
            yield judge.row(said.name, how, said.text, clip)


class Judge:
    """Scores clips with the times of a recogniser."""

    def __init__(self) -> None:
        self._recogniser = Recogniser()
        self._finder = FaceFinder()

    def row(self, name: str, how: str, text: str, clip: Clip) -> Row:
        """The score of a clip in which `text` is said."""
        sound = _sound_of(clip.path)
        onsets = recognised(self._recogniser, text, sound)
        if onsets is None:
            raise SystemExit(f"The recogniser does not find the words of {name}.")
        ends = [onset.start for onset in onsets[1:]] + [sound.size / _JUDGES_RATE]
        phonemes = [
            Phoneme(onset.start, end, onset.ipa, viseme_of(onset.ipa)).as_json() for onset, end in zip(onsets, ends, strict=True)
        ]
        return Row(name, how, score(clip.path, {**clip.report(), "phonemes": phonemes}, self._finder), clip.notes)


def _sound_of(clip: Path) -> NDArray[np.float64]:
    with av.open(str(clip)) as container:
        parts = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    return np.asarray(soxr.resample(np.concatenate(parts), 48_000, _JUDGES_RATE), np.float64)


def _slt_mp3(text: str, *_: object, **__: object) -> bytes:
    return encode_mp3(read_as("slt", text).sound.astype(np.float32), rate=_JUDGES_RATE)


def _wav(sound: NDArray[np.float64]) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, 2, _JUDGES_RATE, 0, "NONE", ""))
        file.writeframes(np.rint(np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    return buffer.getvalue()


def line(row: Row) -> str:
    """One row of the table."""
    s = row.score
    values = (s.lag_ms, s.closure, s.opening, s.width_ratio, s.correlation, s.envelope_correlation)
    figures = " ".join("    -" if value is None else f"{value:5.2f}" for value in values)
    return f"{row.name:52} {row.how:11} {figures} {s.sounds['closures']:3d}  {'ok' if row.passes else 'MISSED'} {' '.join(row.notes)}"


def summary(rows: Sequence[Row], how: str) -> str:
    """All clips of one way together: closures counted by sound, not by clip."""
    chosen = [row.score for row in rows if row.how == how]
    closures = [(s.closure or 0.0, s.sounds["closures"]) for s in chosen if s.closure is not None]
    asked = sum(count for _, count in closures)
    closed = sum(share * count for share, count in closures) / max(asked, 1)
    lags = [s.lag_ms for s in chosen if s.lag_ms is not None]
    return f"{how}: {closed:.3f} of {asked} closed, lag {np.median(lags):+.1f} ms in the median, {max(map(abs, lags)):.1f} at most"


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", type=Path, help="the unpacked source package of PocketSphinx")
    given = parser.parse_args()
    os.environ["NO_PROXY"] = "127.0.0.1"
    print(f"{'clip':52} {'by':11}   lag  clos  open width corre  enve  p b m")
    with TemporaryDirectory() as name, open_pipeline(Settings(voices=VoiceSettings().on_this_machine())) as pipeline:
        judge, folder = Judge(), Path(name)
        for title, rows in (
            ("Google's voice", google_rows(pipeline, judge, folder)),
            ("people", people_rows(pipeline, judge, given.recordings, folder)),
        ):
            kept = []
            for row in rows:
                kept.append(row)
                print(line(row), flush=True)
            for how in dict.fromkeys(row.how for row in kept):
                print(f"{title}, {summary(kept, how)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
