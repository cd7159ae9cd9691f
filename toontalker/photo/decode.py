"""Pixels of a photo whose header was found good: decoded once, shrunk early and turned upright.

Pillow holds an RGB picture in 4 bytes a pixel, so that 25 megapixels are 100 MB already. Every step that would copy them
(alpha, palette, 16 bit) therefore runs on strips that are shrunk at once; JPEGs are decoded at a reduced scale.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageCms
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from toontalker.errors import PhotoTooLarge
from toontalker.photo.header import PhotoFormat, PhotoLimits, check_size, damaged

if TYPE_CHECKING:
    from toontalker.picture import Picture

# What the decoders and their Python parts raise on bad data.
_BROKEN: Final = (OSError, EOFError, SyntaxError, ValueError, struct.error, zlib.error)
_BAD_DATA: Final = (*_BROKEN, TypeError, LookupError, AttributeError, ArithmeticError)
_BEHIND: Final = (226, 226, 226)
"""Light grey: what transparent parts are laid on. On it neither dark nor white hair gets a hard edge."""
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation → what undoes it."""
_EXIF_ORIENTATION: Final = 0x0112
_STRIP_PIXELS: Final = 1_000_000
_WEBP_PIXELS_IN_PILLOW: Final = 8_000_000
_LARGEST_PROFILE: Final = 1_000_000


def decode(data: bytes, kind: PhotoFormat, limits: PhotoLimits) -> Picture:
    """``(h, w, 3) uint8`` RGB, upright, the long side at most ``limits.side_out``. Raises UnreadablePhoto, PhotoTooLarge."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow has many about broken metadata, of which nothing is kept
            small, profile, orientation = _decoded(data, kind, limits)
    except MemoryError as fault:
        raise PhotoTooLarge("The photo takes too much memory to open; please send a smaller one.") from fault
    except _BAD_DATA as fault:
        raise damaged() from fault
    return _upright(_srgb(small, profile), orientation)


def _decoded(data: bytes, kind: PhotoFormat, limits: PhotoLimits) -> tuple[Image.Image, object, int]:
    """(the shrunk photo as L, RGB or CMYK, its colour profile, its EXIF orientation)."""
    photo = _open(data, kind)
    check_size(*photo.size, limits)
    by_opencv = isinstance(photo, WebPImageFile) and photo.size[0] * photo.size[1] > _WEBP_PIXELS_IN_PILLOW
    if not by_opencv:
        photo.draft(None, _fit(photo.size, limits.side_out))
        photo.load()
    profile, orientation = photo.info.get("icc_profile"), _orientation(photo)
    if not by_opencv:
        return _shrink(photo, limits.side_out), profile, orientation
    animated = getattr(photo, "is_animated", False)
    del photo  # and its copies of the file
    return _large_webp(data, animated=animated, side=limits.side_out), profile, orientation


def _open(data: bytes, kind: PhotoFormat) -> Image.Image:
    """The decoder of this very format: `Image.open` would ask every other one too and keeps its limit in a global."""
    file = BytesIO(data)
    if kind == "JPEG":
        return JpegImageFile(file)
    return PngImageFile(file) if kind == "PNG" else WebPImageFile(file)


def _orientation(photo: Image.Image) -> int:
    """The EXIF orientation, 1 where there is none or it cannot be made out."""
    try:
        value = photo.getexif().get(_EXIF_ORIENTATION, 1)
    except (*_BAD_DATA, RecursionError):
        return 1
    return value if isinstance(value, int) else 1


def _fit(size: tuple[int, int], side: int) -> tuple[int, int]:
    """(width, height) with the long side at most `side`, never larger than before."""
    scale = min(1.0, side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _shrink(photo: Image.Image, side: int) -> Image.Image:
    """The photo as L, RGB or CMYK with the long side at most `side`: by box filter in strips, then Lanczos for the rest."""
    fitted = _fit(photo.size, side)
    width, height = photo.size
    factor = max(1, max(photo.size) // side)
    rows = max(1, _STRIP_PIXELS // width // factor) * factor
    whole: Image.Image | None = None
    for top in range(0, height, rows):
        strip = _plain(photo.crop((0, top, width, min(height, top + rows))))
        if factor > 1:
            strip = strip.reduce(factor)
        if whole is None:
            whole = Image.new(strip.mode, (strip.width, -(-height // factor)))
        whole.paste(strip, (0, top // factor))
    assert whole is not None
    photo.close()
    return whole if whole.size == fitted else whole.resize(fitted, Image.Resampling.LANCZOS)


def _plain(strip: Image.Image) -> Image.Image:
    """A strip in any mode → L, RGB or CMYK of 8 bits, laid on light grey where it is transparent."""
    if strip.mode.startswith("I"):
        sixteen_bits = np.asarray(strip).astype(np.int64).clip(0, 65535)
        return Image.fromarray(((sixteen_bits * 255 + 32767) // 65535).astype(np.uint8))
    if strip.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in strip.info:
        clear = strip.convert("RGBA")
        below = Image.new("RGB", strip.size, _BEHIND)
        below.paste(clear.convert("RGB"), mask=clear.getchannel("A"))
        return below
    if strip.mode in ("L", "RGB", "CMYK"):
        return strip
    return strip.convert("L" if strip.mode == "1" else "RGB")


def _large_webp(data: bytes, *, animated: bool, side: int) -> Image.Image:
    """Decode a large WEBP with OpenCV: Pillow's decoder, made for animations, would hold its canvas four times."""
    if animated:
        raise PhotoTooLarge("The animation is too large; please send one of its frames as JPEG or PNG.")
    import cv2

    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None:
        raise OSError("not decoded")
    height, width = pixels.shape[:2]
    small = cv2.resize(pixels, _fit((width, height), side), interpolation=cv2.INTER_AREA)
    order = cv2.COLOR_BGRA2RGBA if small.shape[2] == 4 else cv2.COLOR_BGR2RGB
    return _plain(Image.fromarray(cv2.cvtColor(small, order)))


def _srgb(photo: Image.Image, profile: object) -> Image.Image:
    """The photo in sRGB: through its embedded profile where that is sound, else as if it were sRGB."""
    if photo.mode == "L" or not isinstance(profile, bytes) or not 0 < len(profile) < _LARGEST_PROFILE:
        return photo.convert("RGB")
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(source).lower():
            return photo.convert("RGB")
        converted = ImageCms.profileToProfile(photo, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, *_BAD_DATA):
        return photo.convert("RGB")
    return photo.convert("RGB") if converted is None else converted


def _upright(photo: Image.Image, orientation: int) -> Picture:
    turn = _UPRIGHT.get(orientation)
    return np.array(photo if turn is None else photo.transpose(turn), np.uint8)
