"""Makes the pictures of the README and of the page from the demo portrait: `.venv/bin/python docs/make_pictures.py`."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from toontalker import ClipRequest, open_pipeline
from toontalker.clip import DRAWN_STYLES, Style
from toontalker.pipeline import Pipeline
from toontalker.score.watching import decoded_frames
from toontalker.settings import Settings
from toontalker.sheet import SheetRequest, make_sheet
from toontalker.voice_settings import VoiceSettings

HERE = Path(__file__).parent
PORTRAIT = HERE.parent / "toontalker" / "data" / "astronaut.jpg"
TEXT = "We are only as strong as we are united."
STYLES: tuple[Style, ...] = ("sticker", "toon3d")
MOMENTS = (0.12, 0.24, 0.38, 0.52, 0.66, 0.84)
"""Shares of the clip at which its frames are shown."""
TILE = 240
"""px."""
THUMBNAILS = HERE.parent / "bot" / "page" / "styles"
"""Where the page finds a small picture of each style."""
THUMBNAIL = 160
"""px."""
SCREENSHOTS = HERE.parent / "build" / "page"
"""Where the tests of the page leave what they saw."""
GAP = 24
"""px between two of them."""


def main() -> None:
    """Writes styles.jpg, frames.jpg and page.jpg beside this file, and the thumbnails of the page."""
    frames = Image.new("RGB", (TILE * len(MOMENTS), TILE * len(STYLES)))
    with open_pipeline(Settings(voices=VoiceSettings().on_this_machine())) as pipeline, TemporaryDirectory() as folder:
        make_sheet(pipeline, SheetRequest(PORTRAIT), Path(folder) / "sheet.png")
        sheet = Image.open(Path(folder) / "sheet.png").convert("RGB")
        sheet.thumbnail((1600, 1600))
        sheet.save(HERE / "styles.jpg", quality=88)
        for row, style in enumerate(STYLES):
            clip = pipeline.make_clip(ClipRequest(PORTRAIT, TEXT, style=style), Path(folder) / f"{style}.mp4")
            shown = [picture for _, picture in decoded_frames(clip.path)]
            for column, moment in enumerate(MOMENTS):
                tile = Image.fromarray(shown[round(moment * (len(shown) - 1))]).resize((TILE, TILE), Image.Resampling.LANCZOS)
                frames.paste(tile, (column * TILE, row * TILE))
        make_thumbnails(pipeline, Path(folder))
    frames.save(HERE / "frames.jpg", quality=88)
    show_page()


def make_thumbnails(pipeline: Pipeline, folder: Path) -> None:
    """Writes the thumbnail of each style for the page: the poster of a short clip, small; `folder` takes the clips."""
    THUMBNAILS.mkdir(exist_ok=True)
    for style in DRAWN_STYLES:
        clip = pipeline.make_clip(ClipRequest(PORTRAIT, "Hi", style=style), folder / f"thumbnail-{style}.mp4")
        poster = Image.open(clip.poster)
        poster.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
        poster.save(THUMBNAILS / f"{style}.jpg", quality=82, optimize=True)


def show_page() -> None:
    """Writes page.jpg: the page as the tests of the browser (`tests/bot/test_page.py`) left it, wide and on a phone, where they ran."""
    shots = [SCREENSHOTS / "desktop-4-clip.png", SCREENSHOTS / "phone-3-in-the-making.png"]
    if not all(shot.is_file() for shot in shots):
        return
    wide, phone = (Image.open(shot).convert("RGB") for shot in shots)
    phone = phone.resize((round(phone.width * wide.height / phone.height), wide.height), Image.Resampling.LANCZOS)
    both = Image.new("RGB", (wide.width + GAP + phone.width, wide.height), "white")
    both.paste(wide, (0, 0))
    both.paste(phone, (wide.width + GAP, 0))
    both.save(HERE / "page.jpg", quality=85, optimize=True)


if __name__ == "__main__":
    main()
