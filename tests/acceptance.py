"""The promises about looks and lips, measured on finished clips of many faces: `python tests/acceptance.py FOLDER`.

Makes a clip of 20 s of every photo in FOLDER (and of the demo portrait) in every style, finds the face in it again, and prints
a row a clip: the figures of `toontalker score`, how the face's colour changed from photo to clip, and which gates it missed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from toontalker.cartoon.skin import face_colour
from toontalker.clip import DRAWN_STYLES, ClipRequest, Style, Voice
from toontalker.face import FaceFinder
from toontalker.mesh import FaceFrame
from toontalker.photo import open_photo
from toontalker.pipeline import Pipeline, open_pipeline
from toontalker.score import Score, score
from toontalker.score.watching import decoded_frames
from toontalker.speech import Voices
from toontalker.speech.espeak import Espeak
from toontalker.speech.espeak_process import EspeakProcess, find_espeak

TEXT = (
    "Hello my friends, my name is Bob and I bring you the best news of the week. We move through a big open room, papa and mama "
    "too. You should choose who you want to be, please keep the peace and see the sea. Maybe we will meet you at the pub before "
    "supper, where the moon is blue and the soup is good. We are only as strong as we are united."
)
"""About 22 s, with every viseme, 29 closures and many rounded and spread vowels."""
JUDGED = (40.0, 75.0)
"""Median L of the face in the photo between which the bound on lightness is a promise."""


@dataclass(frozen=True)
class Row:
    """What one clip shows."""

    photo: str
    style: Style
    score: Score
    photo_lightness: float
    """Median CIELAB L of the face in the photo."""
    lightness_change: float
    """Of that median, from the photo to the first frame of the clip."""
    hue_change: float
    """Degrees."""

    @property
    def missed(self) -> list[str]:
        """The gates this clip does not pass."""
        limit = 10.0 if self.style == "sticker" else 6.0
        lightness = abs(self.lightness_change) > limit and JUDGED[0] <= self.photo_lightness <= JUDGED[1]
        return lip_gates(self.score) + ["lightness"] * lightness + ["hue"] * (abs(self.hue_change) > 8)


def lip_gates(figures: Score) -> list[str]:
    """The gates of lip-sync that a score does not pass; a figure that could not be measured does not pass."""
    controls = figures.controls
    passed = {
        "lag": figures.lag_ms is not None and abs(figures.lag_ms) <= 20,
        "closure": figures.closure is not None and figures.closure >= 0.95,
        "opening": figures.opening is not None and figures.opening >= 0.95,
        "width": figures.width_ratio is not None and figures.width_ratio <= 0.85,
        "correlation": figures.correlation is not None and 0.75 <= figures.correlation <= 0.93,
        "envelope": figures.envelope_correlation is not None and figures.envelope_correlation >= 0.5,
        "rolled": figures.envelope_correlation is not None
        and controls.rolled_envelope_correlation_max is not None
        and figures.envelope_correlation - controls.rolled_envelope_correlation_max >= 0.2,
        "permuted": controls.permuted_correlation is not None and controls.permuted_correlation <= 0.25,
        "found": figures.missed_frames <= 0.005 * figures.frames,
    }
    return [name for name, holds in passed.items() if not holds]


def measured(pipeline: Pipeline, finder: FaceFinder, photo: Path, style: Style, folder: Path) -> Row:
    """Makes one clip in `folder` and measures it."""
    voice: Voice = "male" if len(photo.name) % 2 else "female"
    out = folder / f"{photo.stem}-{style}.mp4"
    clip = pipeline.make_clip(ClipRequest(photo, TEXT, voice=voice, style=style), out)
    portrait, _ = pipeline.portrait(open_photo(photo), 1, 512)
    before = face_colour(portrait.image, FaceFrame(portrait.landmarks))
    _, first = next(iter(decoded_frames(out)))
    mesh = finder.mesh(first)
    after = before + np.float32(np.nan) if mesh is None else face_colour(first, FaceFrame(mesh))
    turn = float(np.degrees(np.arctan2(after[2], after[1]) - np.arctan2(before[2], before[1])))
    figures = score(out, clip.report(), finder)
    return Row(photo.name, style, figures, float(before[0]), float(after[0] - before[0]), (turn + 180) % 360 - 180)


def rows(photos: list[Path], styles: list[Style], *, espeak: bool = False) -> Iterator[Row]:
    """A row for each photo in each style; `espeak`: spoken by espeak instead of the house voice, to compare."""
    with TemporaryDirectory() as folder, open_pipeline() as pipeline, FaceFinder() as finder:
        if espeak:
            pipeline._voices = Voices([Espeak(EspeakProcess(*find_espeak()))])
        for photo in photos:
            for style in styles:
                yield measured(pipeline, finder, photo, style, Path(folder))


def line(row: Row) -> str:
    """One row of the table."""
    s = row.score
    values = (s.lag_ms, s.closure, s.opening, s.width_ratio, s.correlation, s.envelope_correlation)
    figures = " ".join("    -" if value is None else f"{value:5.2f}" for value in values)
    colour = f"{row.photo_lightness:5.1f} {row.lightness_change:+5.1f} {row.hue_change:+5.1f}"
    return f"{row.photo:32} {row.style:8} {figures} {s.missed_frames:4d}/{s.frames} {colour}  {' '.join(row.missed) or 'ok'}"


def main() -> int:
    """The command line; 1 if a clip misses a gate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="photos of faces")
    parser.add_argument("--style", action="append", choices=DRAWN_STYLES, help="only this style (may be given more than once)")
    parser.add_argument("--only", action="append", default=[], help="only photos with this in their name")
    parser.add_argument("--espeak", action="store_true", help="let espeak speak instead of the house voice")
    parser.add_argument("--json", type=Path, help="also write all figures to this file")
    given = parser.parse_args()
    demo = Path(__file__).parents[1] / "toontalker" / "data" / "astronaut.jpg"
    photos = [p for p in [*sorted(given.folder.iterdir()), demo] if not given.only or any(part in p.name for part in given.only)]
    print(f"{'photo':32} {'style':8}   lag  clos  open width corre  enve  missed     L    dL  dhue")
    found = []
    for row in rows(photos, given.style or list(DRAWN_STYLES), espeak=given.espeak):
        found.append(row)
        print(line(row), flush=True)
    if given.json:
        given.json.write_text(json.dumps([asdict(row) | {"missed": row.missed} for row in found], indent=1))
    return int(any(row.missed for row in found))


if __name__ == "__main__":
    sys.exit(main())
