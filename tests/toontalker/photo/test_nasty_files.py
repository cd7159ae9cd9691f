"""Hostile and broken files: each is answered, with a picture or with one sentence for the person, quickly and in bounded memory."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from toontalker.errors import PhotoTooLarge, PhotoTooSmall, RequestError, UnreadablePhoto
from toontalker.photo import open_photo

SECONDS = 2.0
"""Of CPU time, so that a busy machine fails no test."""
MEGABYTES = 256


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The image as a file of this format."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def picture(width: int = 96, height: int = 80, mode: str = "RGB") -> Image.Image:
    """A small picture with shapes in it."""
    image = Image.effect_mandelbrot((width, height), (-2.0, -1.5, 1.0, 1.5), 60)
    return image.convert(mode) if mode in ("1", "L") else image.convert("RGB").convert(mode)


def chunk(name: bytes, content: bytes = b"") -> bytes:
    """A PNG chunk with its checksum."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, depth: int = 8, colour: int = 2, rows: bytes | None = None) -> bytes:
    """A PNG of any claimed size, its pixel data all zero (or `rows`)."""
    line = 1 + (width * depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour] + 7) // 8
    packed = zlib.compress(rows if rows is not None else bytes(min(line * height, 1 << 20)), 9)
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND")


def zero_png(width: int, height: int, depth: int, colour: int) -> bytes:
    """A complete PNG of any size: a few KB for any number of pixels."""
    line = 1 + (width * depth * {0: 1, 2: 3, 4: 2, 6: 4}[colour] + 7) // 8
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(line)) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND")


def jpeg_of(width: int, height: int, data: bytes) -> bytes:
    """A JPEG whose frame header claims another size."""
    at = next(data.index(marker) for marker in (b"\xff\xc0", b"\xff\xc2") if marker in data)
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


def webp_of(width: int, height: int) -> bytes:
    """An extended WEBP that claims a canvas and holds nothing."""
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + sides
    return b"RIFF" + struct.pack("<I", len(body)) + body


def no_photos() -> Iterator[tuple[str, bytes]]:
    """Files that are something else than a JPEG, PNG or WEBP."""
    yield "empty", b""
    yield "one byte", b"\xff"
    yield "only blanks", b" \r\n\t" * 50
    yield "zeros", bytes(4096)
    yield "text", b"hello, this is my photo"
    yield "html", b"<!DOCTYPE html><html><body>404</body></html>"
    yield "html with a byte order mark", b"\xef\xbb\xbf  <html><head></head></html>"
    yield "xml", b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>"
    yield "svg", b"<svg xmlns='http://www.w3.org/2000/svg' width='1000000' height='1000000'/>"
    yield "svg with a prologue", b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>"
    yield "json", b'{"error": "not found"}'
    yield "pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"
    yield "postscript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100000 100000\n"
    yield "gif", saved(picture().convert("P"), "GIF")
    yield (
        "gif of 200 frames",
        saved(Image.new("P", (64, 64)), "GIF", save_all=True, append_images=[Image.new("P", (64, 64), n) for n in range(199)]),
    )
    yield "gif bomb", b"GIF89a" + struct.pack("<HH", 65535, 65535) + b"\x80\0\0" + bytes(300)
    yield "bmp", saved(picture(), "BMP")
    yield "tiff", saved(picture(), "TIFF")
    yield "ico", b"\0\0\1\0\1\0\0\0\0\0\1\0\x20\0\xff\xff\xff\xff\x16\0\0\0"
    yield "jpeg 2000", b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(200)
    yield "fits", b"SIMPLE  =                    T" + b" " * 2850
    yield "heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200)
    yield "avif", b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + bytes(200)
    yield "mp4", b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + bytes(200)
    yield "webm", b"\x1a\x45\xdf\xa3" + bytes(100)
    yield "zip", b"PK\3\4" + bytes(100)
    yield "exe", b"MZ" + bytes(100)
    yield "wav in a riff", b"RIFF" + struct.pack("<I", 100) + b"WAVEfmt " + bytes(92)
    yield "random", random.Random(5).randbytes(5000)


def broken_photos() -> Iterator[tuple[str, bytes]]:
    """Files that start like a photo."""
    jpeg, png_file, webp = saved(picture(), "JPEG"), saved(picture(), "PNG"), saved(picture(), "WEBP")
    lossless = saved(picture(mode="RGBA"), "WEBP", lossless=True)
    for name, data in (("jpeg", jpeg), ("png", png_file), ("webp", webp), ("lossless webp", lossless)):
        for share in (0.02, 0.3, 0.9):
            yield f"{name} cut at {share}", data[: int(len(data) * share)]
        yield f"{name} magic only", data[:12]
    yield "jpeg without an end", jpeg[:-2][: len(jpeg) - 60]
    yield "jpeg without a frame", jpeg[:2] + jpeg[jpeg.index(b"\xff\xda") :]
    yield "jpeg without a scan", jpeg[: jpeg.index(b"\xff\xda")] + b"\xff\xd9"
    yield "jpeg with two frames", jpeg[: jpeg.index(b"\xff\xc4")] + jpeg[jpeg.index(b"\xff\xc0") :]
    yield (
        "jpeg without components",
        jpeg_of(64, 64, jpeg)[: jpeg.index(b"\xff\xc0")] + b"\xff\xc0\0\x0b\x08\0\x40\0\x40\1\1\0\0" + jpeg[-400:],
    )
    yield "jpeg of 0 x 0", jpeg_of(0, 0, jpeg)
    yield "jpeg of 0 lines", jpeg_of(96, 0, jpeg)
    yield "png of 0 x 0", png(0, 0)
    yield "png without a header", png_file[:8] + png_file[33:]
    yield "png of depth 3", png(64, 64, depth=3)
    yield "png without pixels", png_file[:33] + chunk(b"IEND")
    yield "png with a wrong checksum", png_file[:29] + b"\0\0\0\0" + png_file[33:]
    yield "png with a bad stream", png(64, 64, rows=b"\xff" * 100)
    yield "webp of nothing", webp_of(64, 64)
    yield "webp of an unknown kind", b"RIFF" + struct.pack("<I", 100) + b"WEBPVP9 " + bytes(92)
    yield "webp with a broken key frame", webp[:23] + b"\0\0\0" + webp[26:]


def too_large() -> Iterator[tuple[str, bytes]]:
    """Bombs: few bytes, many pixels."""
    jpeg = saved(picture(), "JPEG")
    yield "1-bit png of 169 megapixels", png(13000, 13000, depth=1, colour=0)
    yield "rgb png of 88 megapixels", png(9400, 9400)
    yield "rgba png of 400 megapixels", png(20000, 20000, colour=6)
    yield "png of 4 gigapixels a side", png(2**31 - 1, 2**31 - 1)
    yield "png of one long line", png(50000, 40)
    yield "png just over the limit", png(5001, 5000)
    yield "jpeg of 4 gigapixels", jpeg_of(65535, 65535, jpeg)
    yield "jpeg of 81 megapixels", jpeg_of(9000, 9000, jpeg)
    yield "progressive jpeg of 81 megapixels", jpeg_of(9000, 9000, saved(picture(), "JPEG", progressive=True))
    yield "progressive cmyk jpeg of 25 megapixels", jpeg_of(5000, 5000, saved(picture(mode="CMYK"), "JPEG", progressive=True))
    yield "webp of 268 megapixels", webp_of(16384, 16384)
    yield "webp of 281 terapixels", webp_of(1 << 24, 1 << 24)
    yield "lossless webp of 25 megapixels", b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + (4999 | 4999 << 14).to_bytes(4, "little") + bytes(20)
    yield "jpeg of 21 MB", jpeg + bytes(21_000_000)


def too_small() -> Iterator[tuple[str, bytes]]:
    """Photos in which no face can be."""
    for kind in ("JPEG", "PNG", "WEBP"):
        yield f"1 x 1 {kind}", saved(Image.new("RGB", (1, 1)), kind)
        yield f"31 x 400 {kind}", saved(Image.new("RGB", (31, 400)), kind)


def time_wasters() -> Iterator[tuple[str, bytes]]:
    """Files made to keep a decoder busy for minutes."""
    jpeg, png_file = saved(picture(), "JPEG"), saved(picture(), "PNG")
    yield "4.9 million comments", jpeg[:2] + b"\xff\xfe\0\2" * 4_900_000 + jpeg[2:]
    yield "19 MB of fill bytes", jpeg[:2] + b"\xff" * 19_000_000 + jpeg[2:]
    yield "18 MB of junk", jpeg[:3] + b"\0\xff" * 9_000_000 + jpeg[3:]
    yield "1.6 million chunks", png_file[:33] + chunk(b"vpAg") * 1_600_000 + png_file[33:]
    text = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(300_000)))
    yield "5 GB of text", png_file[:33] + text * 18_000 + png_file[33:]
    flat = saved(Image.new("RGB", (5000, 5000), (120, 130, 140)), "JPEG", progressive=True)
    yield "5,000 scans", flat[:-2] + flat[flat.rindex(b"\xff\xda") : -2] * 5000 + flat[-2:]


def odd_but_good() -> Iterator[tuple[str, bytes]]:
    """Unusual photos that must be accepted."""
    jpeg = saved(picture(), "JPEG")
    yield "jpeg and a zip behind it", jpeg + b"PK\3\4" + bytes(1000)
    yield "jpeg and a video behind it", jpeg + b"\0\0\0\x18ftypmp42" + random.Random(1).randbytes(3_000_000)
    yield "jpeg with some comments", jpeg[:2] + b"\xff\xfe\0\7nasty" * 50 + jpeg[2:]
    yield "jpeg with fill bytes", jpeg[:2] + b"\xff" * 20 + jpeg[2:]
    yield "jpeg with rubbish for exif", saved(picture(), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + bytes(400))
    yield "jpeg with restart markers", saved(picture(), "JPEG", restart_marker_blocks=2)
    yield "jpeg of the smallest size", saved(picture(32, 32), "JPEG")
    yield "cmyk jpeg", saved(picture(mode="CMYK"), "JPEG")
    yield "progressive grey jpeg", saved(picture(mode="L"), "JPEG", progressive=True)
    yield "png with 40,000 chunks", (lambda data: data[:33] + chunk(b"vpAg") * 40_000 + data[33:])(saved(picture(), "PNG"))
    yield "png palette without a palette", png(64, 64, colour=3)
    yield "png of 10,000 x 32", zero_png(10000, 32, 8, 2)
    yield "animated png", saved(picture(), "PNG", save_all=True, append_images=[picture(mode="L").convert("RGB")] * 20)
    yield "animated webp", saved(picture(), "WEBP", save_all=True, append_images=[picture().rotate(90)] * 20)


def files(*kinds: Iterator[tuple[str, bytes]]) -> list[Any]:
    """Test parameters from named files."""
    return [pytest.param(data, id=name) for kind in kinds for name, data in kind]


def answer(data: bytes) -> RequestError | None:
    """The error for a file, or None when it was opened, after checking the time and the wording."""
    start = time.process_time()
    error: RequestError | None = None
    try:
        photo = open_photo(data)
        assert photo.dtype == np.uint8
        assert photo.shape[2] == 3
        assert max(photo.shape) <= 2048
    except RequestError as fault:
        error = fault
        sentence = str(fault)
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "please" in sentence
        assert len(sentence) < 200
    assert time.process_time() - start < SECONDS
    return error


@pytest.mark.parametrize("data", files(no_photos()))
def test_other_files_are_refused(data: bytes) -> None:
    """What is no photo is refused with a sentence that says what to send."""
    assert type(answer(data)) is UnreadablePhoto


@pytest.mark.parametrize("data", files(broken_photos()))
def test_broken_photos_are_refused(data: bytes) -> None:
    """Truncated and damaged photos are refused; nobody gets a clip of half a face."""
    assert type(answer(data)) in (UnreadablePhoto, PhotoTooLarge)


@pytest.mark.parametrize("data", files(too_large()))
def test_bombs_are_refused(data: bytes) -> None:
    """Photos with too many pixels or bytes are refused by their header, in no time."""
    start = time.process_time()
    assert type(answer(data)) is PhotoTooLarge
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("data", files(too_small()))
def test_tiny_photos_are_refused(data: bytes) -> None:
    """A side under 32 px is refused."""
    assert type(answer(data)) is PhotoTooSmall


def test_time_wasters_are_refused() -> None:
    """Files of millions of tiny parts are refused as fast as any."""
    for name, data in time_wasters():
        assert type(answer(data)) in (UnreadablePhoto, PhotoTooLarge), name


@pytest.mark.parametrize("data", files(odd_but_good()))
def test_odd_photos_are_accepted(data: bytes) -> None:
    """Unusual photos that any gallery shows are opened."""
    assert answer(data) is None


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "empty"),
        (b"<html>", "web page"),
        (b"%PDF-1.4", "PDF"),
        (b"GIF89a", "GIF"),
        (b"\0\0\0\x18ftypheic", "HEIC"),
        (b"\0\0\0\x18ftypmp42", "video"),
    ],
)
def test_sentences_name_what_was_sent(data: bytes, part: str) -> None:
    """People learn what they sent by mistake."""
    with pytest.raises(UnreadablePhoto, match=part):
        open_photo(data)


def mutated(data: bytes, rng: random.Random) -> bytes:
    """A copy with up to six bits flipped, parts cut or inserted, or numbers set to extremes; headers are hit more often."""
    copy, kind = bytearray(data), rng.randrange(4)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(copy)) if rng.random() < 0.5 else rng.randrange(min(len(copy), 200))
        if kind == 0:
            copy[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            copy = copy[: max(4, at)]
        elif kind == 2:
            copy[at:at] = rng.randbytes(rng.randint(1, 20))
        else:
            copy[at : at + rng.randint(1, 4)] = rng.choice([bytes(4), b"\xff" * 4, b"\x7f\xff", b"\0\x20\0\x20"])
    return bytes(copy)


def test_5000_mutated_photos() -> None:
    """No mutation of a photo does anything else than show a picture or raise a RequestError, each in well under 2 s."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "camera"
    seeds = [
        saved(picture(mode=mode), kind, exif=exif.tobytes(), **options)
        for mode, kind, options in (
            ("RGB", "JPEG", {}),
            ("RGB", "JPEG", {"progressive": True}),
            ("CMYK", "JPEG", {}),
            ("L", "JPEG", {}),
            ("RGB", "PNG", {}),
            ("P", "PNG", {}),
            ("RGBA", "PNG", {}),
            ("LA", "PNG", {}),
            ("RGB", "WEBP", {}),
            ("RGBA", "WEBP", {"lossless": True}),
        )
    ]
    rng = random.Random(2024)
    refused = sum(answer(mutated(rng.choice(seeds), rng)) is not None for _ in range(5000))
    assert 1000 < refused < 4990


GREEDY = {
    "rgb jpeg": "Image.new('RGB', (5000, 5000), 'teal').save(file, 'JPEG', quality=95, subsampling=0)",
    "progressive jpeg": "Image.new('RGB', (5000, 5000), 'teal').save(file, 'JPEG', progressive=True, subsampling=0)",
    "cmyk jpeg": "Image.new('CMYK', (5000, 5000)).save(file, 'JPEG')",
    "rgb png": "Image.new('RGB', (5000, 5000), 'teal').save(file, 'PNG', compress_level=1)",
    "rgba png": "Image.new('RGBA', (5000, 5000), (9, 99, 200, 99)).save(file, 'PNG', compress_level=1)",
    "16-bit png": "Image.new('I;16', (5000, 5000), 40000).save(file, 'PNG', compress_level=1)",
    "lossy webp": "Image.new('RGB', (5000, 5000), 'teal').save(file, 'WEBP', method=0)",
    "lossless webp with alpha": "Image.new('RGBA', (4400, 4500), (9, 99, 200, 99)).save(file, 'WEBP', lossless=True, method=0, quality=0)",
}


@pytest.mark.parametrize("script", [pytest.param(script, id=name) for name, script in GREEDY.items()])
def test_the_largest_photos_fit_in_256_megabytes(script: str, tmp_path: Path) -> None:
    """A process that opens a photo of 25 megapixels stays under 256 MB, all told, and takes less than 2 s."""
    path = tmp_path / "photo"
    subprocess.run([sys.executable, "-c", f"from PIL import Image\nfile = open({str(path)!r}, 'wb')\n{script}"], check=True, timeout=60)
    code = (
        "import pathlib, re, sys, time\n"
        "from toontalker.photo import open_photo\n"
        "start = time.process_time()\n"
        "photo = open_photo(pathlib.Path(sys.argv[1]))\n"
        "seconds = time.process_time() - start\n"
        # The peak of this program alone: ru_maxrss would remember the test process that it was forked from.
        "peak = re.search(r'VmHWM:\\s+(\\d+)', pathlib.Path('/proc/self/status').read_text())[1]\n"
        "print(photo.shape[0], seconds, int(peak) / 1024)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True, timeout=60)
    side, seconds, megabytes = map(float, done.stdout.split())
    assert side == 2048
    assert seconds < SECONDS
    assert megabytes < MEGABYTES
