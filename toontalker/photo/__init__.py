"""Untrusted bytes → an upright RGB picture: the only door through which a photo of a stranger comes in.

Everything is checked on the header before a single pixel is decoded, the decoder is one of three (JPEG, PNG, WEBP), its
memory is bounded, and what comes out is an array built anew, so that no metadata (place, device, thumbnail) survives.
An embedded colour profile is applied, so that wide-gamut photos keep the colour of the skin; a broken one is ignored.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toontalker.errors import PhotoTooLarge, UnreadablePhoto
from toontalker.photo.decode import decode
from toontalker.photo.header import PhotoLimits, check_header

if TYPE_CHECKING:
    from toontalker.picture import Picture

__all__ = ["PhotoLimits", "open_photo"]

_LIMITS = PhotoLimits()


def open_photo(photo: Path | bytes, limits: PhotoLimits = _LIMITS) -> Picture:
    """The photo as ``(h, w, 3) uint8`` RGB: upright, without metadata, its long side at most ``limits.side_out`` px.

    Transparent parts are laid on light grey; of an animation the first frame is taken; greyscale, CMYK, palette and
    16-bit pictures become plain RGB.

    Raises:
        UnreadablePhoto: it is no JPEG, PNG or WEBP, or it is damaged, or the file cannot be read.
        PhotoTooLarge: it has too many bytes or pixels.
        PhotoTooSmall: it has too few pixels.

    """
    data = photo if isinstance(photo, bytes) else _read(photo, limits)
    return decode(data, check_header(data, limits), limits)


def _read(path: Path, limits: PhotoLimits) -> bytes:
    """The bytes of a file, and one more than the limit at most: enough to see that it is too large."""
    try:
        if not path.is_file():
            raise UnreadablePhoto(f"There is no photo called {path.name}; please check the name.")
        size = path.stat().st_size
        if size > limits.max_bytes:
            raise PhotoTooLarge(limits.too_many_bytes(size))
        with path.open("rb") as file:
            return file.read(limits.max_bytes + 1)
    except (OSError, ValueError) as fault:
        raise UnreadablePhoto(f"The photo {path.name} cannot be read; please check that the file may be opened.") from fault
