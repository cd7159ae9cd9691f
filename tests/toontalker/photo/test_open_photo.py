"""What comes out of a good photo: upright, plain RGB, without metadata, in sane colours."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from toontalker.errors import PhotoTooLarge, PhotoTooSmall, RequestError, UnreadablePhoto
from toontalker.photo import PhotoLimits, open_photo

GREY = 226
"""What transparent parts are laid on."""


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The image as a file of this format."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def quarters(width: int = 96, height: int = 64) -> Image.Image:
    """Red, green over blue, white: no turn or flip of it looks like another one."""
    image = np.zeros((height, width, 3), np.uint8)
    image[: height // 2, : width // 2] = (255, 0, 0)
    image[: height // 2, width // 2 :] = (0, 255, 0)
    image[height // 2 :, : width // 2] = (0, 0, 255)
    image[height // 2 :, width // 2 :] = (255, 255, 255)
    return Image.fromarray(image)


def with_orientation(orientation: int) -> bytes:
    """The EXIF block of a photo taken with the camera turned, with a place and a device in it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    return exif.tobytes()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photos_stand_upright(orientation: int, kind: str) -> None:
    """Each EXIF orientation is undone: the picture that people see in their gallery is the one that is drawn."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = quarters().transpose(undo[orientation]) if orientation in undo else quarters()
    photo = open_photo(saved(stored, kind, exif=with_orientation(orientation)))
    assert photo.shape == (64, 96, 3)
    assert np.abs(photo[8:24, 8:40].mean((0, 1)) - (255, 0, 0)).max() < 12
    assert np.abs(photo[8:24, 56:88].mean((0, 1)) - (0, 255, 0)).max() < 12
    assert np.abs(photo[40:56, 8:40].mean((0, 1)) - (0, 0, 255)).max() < 12


def test_broken_orientation_is_ignored() -> None:
    """An orientation that does not exist, or an EXIF block that is rubbish, does not cost the photo."""
    assert open_photo(saved(quarters(), "JPEG", exif=with_orientation(77))).shape == (64, 96, 3)
    assert open_photo(saved(quarters(), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")).shape == (64, 96, 3)


def test_no_metadata_comes_along() -> None:
    """What comes out is a bare array of its own memory: no EXIF, place, comment or profile can hang on it."""
    data = saved(quarters(), "JPEG", exif=with_orientation(6), comment=b"secret", quality=95)
    photo = open_photo(data)
    assert type(photo) is np.ndarray
    assert photo.dtype == np.uint8
    assert photo.flags.owndata
    assert photo.flags.c_contiguous
    again = saved(Image.fromarray(photo), "PNG")
    assert b"Secret" not in again
    assert not Image.open(io.BytesIO(again)).info


def test_files_and_bytes_are_the_same(tmp_path: Path) -> None:
    """A path and its bytes give the same picture."""
    path = tmp_path / "photo.png"
    path.write_bytes(saved(quarters(), "PNG"))
    assert np.array_equal(open_photo(path), open_photo(path.read_bytes()))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_png_mode_becomes_rgb(mode: str) -> None:
    """Bilevel, greyscale, palette, alpha and 16-bit PNGs show the same greys as the picture they were made from."""
    ramp = np.tile(np.linspace(0, 255, 64).astype(np.uint8), (64, 1))
    plain = Image.fromarray(ramp)
    sixteen_bits = Image.fromarray(ramp.astype(np.uint16) * 257)
    image = sixteen_bits if mode == "I;16" else plain.quantize(64) if mode == "P" else plain.convert("RGB").convert(mode)
    photo = open_photo(saved(image, "PNG")).astype(int)
    assert photo.shape == (64, 64, 3)
    if mode == "1":
        assert set(np.unique(photo)) == {0, 255}
    else:
        assert np.abs(photo - ramp[..., None]).max() <= (0 if mode != "P" else 2)


def test_sixteen_bits_are_scaled_not_cut() -> None:
    """A 16-bit value keeps its share of the range: 0, half and full stay so."""
    values = np.repeat(np.array([0, 32768, 65535], np.uint16), 32)
    photo = open_photo(saved(Image.fromarray(np.tile(values, (40, 1))), "PNG"))
    assert photo[0, [0, 40, 90], 0].tolist() == [0, 128, 255]


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_transparent_parts_lie_on_light_grey(kind: str) -> None:
    """Nothing of what is hidden under full transparency shows; half transparency mixes."""
    image = np.full((48, 96, 4), (200, 30, 30, 255), np.uint8)
    image[:, 32:64, 3] = 0
    image[:, 64:, 3] = 128
    photo = open_photo(saved(Image.fromarray(image), kind, **({"lossless": True} if kind == "WEBP" else {}))).astype(int)
    assert np.abs(photo[24, 48] - GREY).max() <= 1
    assert np.abs(photo[24, 8] - (200, 30, 30)).max() <= 1
    assert np.abs(photo[24, 80] - (213, 128, 128)).max() <= 2


def test_colour_key_transparency() -> None:
    """A palette PNG with one transparent colour lies on light grey too."""
    image = quarters().convert("P", palette=Image.Palette.ADAPTIVE, colors=4)
    index = image.getpixel((0, 0))
    photo = open_photo(saved(image, "PNG", transparency=index))
    assert np.abs(photo[4, 4].astype(int) - GREY).max() <= 1
    assert photo[60, 90].min() > 250


def test_cmyk_becomes_rgb() -> None:
    """A print JPEG shows its colours, not their negative."""
    photo = open_photo(saved(quarters().convert("CMYK"), "JPEG", quality=95))
    assert np.abs(photo[8:24, 8:40].mean((0, 1)) - (255, 0, 0)).max() < 12


def test_embedded_profile_is_applied() -> None:
    """Numbers that mean another colour in the photo's own profile are turned into sRGB; a broken profile is ignored."""
    colour = Image.new("RGB", (64, 64), (120, 90, 70))
    wide = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()  # valid, but not for RGB: cannot be applied
    plain = open_photo(saved(colour, "PNG"))
    assert np.array_equal(open_photo(saved(colour, "PNG", icc_profile=wide)), plain)
    assert np.array_equal(open_photo(saved(colour, "PNG", icc_profile=b"rubbish")), plain)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert np.array_equal(open_photo(saved(colour, "PNG", icc_profile=srgb)), plain)
    darker = srgb_with_gamma_one(srgb)
    assert open_photo(saved(colour, "PNG", icc_profile=darker)).mean() > plain.mean() + 20


def srgb_with_gamma_one(srgb: bytes) -> bytes:
    """The sRGB profile with linear tone curves and another name: the same numbers mean lighter colours in it."""
    profile = bytearray(srgb)
    count = int.from_bytes(profile[128:132], "big")
    for tag in range(count):
        at = 132 + 12 * tag
        name, offset = bytes(profile[at : at + 4]), int.from_bytes(profile[at + 4 : at + 8], "big")
        if name in (b"rTRC", b"gTRC", b"bTRC"):
            profile[offset : offset + 12] = b"curv" + bytes(8)
        if name == b"desc":
            size = int.from_bytes(profile[at + 8 : at + 12], "big")
            text = bytes(profile[offset : offset + size])
            profile[offset : offset + size] = text.replace("sRGB".encode("utf-16-be"), "Line".encode("utf-16-be")).replace(b"sRGB", b"Line")
    return bytes(profile)


def test_the_first_frame_of_an_animation() -> None:
    """Animated PNG and WEBP show their first frame."""
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "green", "blue")]
    for kind in ("PNG", "WEBP"):
        photo = open_photo(saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100))
        assert photo[32, 32, 0] > 240
        assert photo[32, 32, 1:].max() < 12


@pytest.mark.parametrize("size", [(3000, 2000), (2049, 64), (64, 5000), (4100, 4099)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_large_photos_are_shrunk(size: tuple[int, int], kind: str) -> None:
    """The long side becomes 2048, the shape of the picture and its colours stay."""
    photo = open_photo(saved(quarters(*size), kind))
    height, width = photo.shape[:2]
    assert max(height, width) == 2048
    assert abs(width / height - size[0] / size[1]) < 0.02 * size[0] / size[1]
    assert np.abs(photo[: height // 3, : width // 3].astype(int) - (255, 0, 0)).max() < 12
    assert photo[-height // 3 :, -width // 3 :].min() > 240


def test_large_webp_goes_through_the_thrifty_decoder() -> None:
    """A WEBP of more than 8 megapixels has the same colours, alpha and orientation as a small one; an animated one is refused."""
    photo = open_photo(saved(quarters(3200, 2600), "WEBP", quality=80, method=0, exif=with_orientation(6)))
    assert photo.shape[:2] == (2048, 1664)
    assert np.abs(photo[100:900, 900:1600].mean((0, 1)) - (255, 0, 0)).max() < 12
    clear = quarters(3200, 2600).convert("RGBA")
    clear.putalpha(0)
    assert np.abs(open_photo(saved(clear, "WEBP", lossless=True, method=0, quality=0)).astype(int) - GREY).max() <= 1
    frames = [Image.new("RGB", (3200, 2600), colour) for colour in ("red", "blue")]
    with pytest.raises(PhotoTooLarge, match="animation"):
        open_photo(saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], method=0))


def test_limits_are_settings() -> None:
    """Bytes, pixels and sides are judged by the limits that are handed in, and the sentence names them."""
    data = saved(quarters(400, 300), "PNG")
    assert open_photo(data, PhotoLimits(side_out=200)).shape == (150, 200, 3)
    for limits, error, part in (
        (PhotoLimits(max_bytes=100), PhotoTooLarge, "MB"),
        (PhotoLimits(max_pixels=100_000), PhotoTooLarge, "0.1 megapixels"),
        (PhotoLimits(max_side=399), PhotoTooLarge, "399 pixels"),
        (PhotoLimits(min_side=301), PhotoTooSmall, "301 pixels"),
    ):
        with pytest.raises(error, match=part):
            open_photo(data, limits)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A missing file, a folder, a file that is too large and a forbidden name are answered with a sentence that names the file."""
    with pytest.raises(UnreadablePhoto, match=r"nobody\.jpg"):
        open_photo(tmp_path / "nobody.jpg")
    with pytest.raises(UnreadablePhoto, match=tmp_path.name):
        open_photo(tmp_path)
    large = tmp_path / "large.jpg"
    with large.open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(PhotoTooLarge, match="20 MB"):
        open_photo(large)
    with pytest.raises(RequestError):
        open_photo(Path("a\0b.jpg"))
    with pytest.raises(UnreadablePhoto, match="cannot be read"):
        open_photo(tmp_path / ("x" * 300))
