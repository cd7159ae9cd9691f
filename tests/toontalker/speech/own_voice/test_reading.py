"""The door for recordings of strangers: what people send is read, and whatever else comes is one kind sentence."""

from __future__ import annotations

import os
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.toontalker.speech.own_voice.sounds import KINDS, LOCKED, TONE, Kind, encoded, film, tone, wav
from toontalker.errors import AudioTooLong, UnreadableAudio
from toontalker.speech.own_voice import AudioLimits, read_audio
from toontalker.speech.recording import Recording

OPUS = KINDS["voice note of Telegram"]


def _whole(recording: Recording) -> NDArray[np.float32]:
    return np.concatenate(list(recording.sound.blocks()))


def _pitch(sound: NDArray[np.float32]) -> float:
    power = np.abs(np.fft.rfft(sound * np.hanning(sound.size)))
    return float(np.argmax(power) * 48_000 / sound.size)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_people_send_is_read(kind: Kind) -> None:
    """At 48 kHz, as long as it was (a codec may add a block), with its pitch and level, and with no times of sounds."""
    recording = read_audio(encoded(kind))
    assert (recording.rate, recording.timed, recording.onsets) == (48_000, False, [])
    assert recording.seconds == pytest.approx(1.0, abs=0.08)
    middle = _whole(recording)[12_000:36_000]
    assert _pitch(middle) == pytest.approx(TONE, abs=3)
    assert np.sqrt(2 * np.mean(middle**2)) == pytest.approx(0.3, rel=0.12)


def test_a_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    """Its content says what it is."""
    file = tmp_path / "voice.mp3"
    file.write_bytes(encoded(OPUS))
    assert np.array_equal(_whole(read_audio(file)), _whole(read_audio(file.read_bytes())))


def test_the_sound_of_a_film_is_taken() -> None:
    """Its pictures are not even looked at."""
    assert read_audio(film(with_sound=True)).seconds == pytest.approx(1.0, abs=0.08)


def test_a_tag_before_an_mp3_does_no_harm() -> None:
    """With a picture in it, as shops sell them."""
    tag = b"ID3\x04\0\0" + bytes((0, 0, 39, 16)) + bytes(39 * 128 + 16)
    assert read_audio(tag + encoded(KINDS["MP3"])).seconds == pytest.approx(1.0, abs=0.08)


def test_samples_that_are_no_numbers_are_silence() -> None:
    """NaN and infinity, however many, spoil nothing round them; huge ones are clipped."""
    samples = tone(1.0, 48_000)
    samples[::1000], samples[1::1000], samples[2::1000], samples[3::1000] = np.nan, np.inf, -np.inf, 1e30
    sound = _whole(read_audio(wav(samples)))
    assert np.isfinite(sound).all()
    assert _pitch(sound) == pytest.approx(TONE, abs=3)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (bytes(5000), "empty"),
        (b"Hello, this is a text.", "not a recording"),
        (b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n", "not a recording"),
        (b"ffconcat version 1.0\nfile /etc/hostname\n", "not a recording"),
        (b"<!DOCTYPE html><title>404</title>", "web page"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "picture"),
        (b"\0\0\0\x18ftypheic" + bytes(100), "picture"),
        (b"OggS" + bytes(3000), "damaged"),
        (b"\xff\xfb\x90\0" + bytes(3000), "damaged"),
        (b"RIFF\xff\xff\xff\xffWAVEfmt ", "damaged"),
        (b"fLaC" + bytes(3000), "damaged"),
        (wav(np.zeros(48_000, np.float32)), "Nothing can be heard"),
        (wav(tone(1.0, 48_000, 0.0005)), "Nothing can be heard"),
        (wav(np.full(48_000, np.nan, np.float32)), "Nothing can be heard"),
        (wav(tone(0.19, 48_000)), "too short"),
        (wav(np.zeros(0, np.float32)), "too short|damaged"),
        (wav(tone(1.0, 48_000), rate=1), "damaged"),
        (film(with_sound=False), "no sound"),
    ],
)
def test_what_is_no_recording_is_one_sentence(data: bytes, sentence: str) -> None:
    """Of kind words, and what to send instead where that is not clear."""
    with pytest.raises(UnreadableAudio, match=sentence) as caught:
        read_audio(data)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_what_is_encrypted_is_told() -> None:
    """As shops of music sell it: nothing in it can be decoded."""
    data = encoded(KINDS["MP4"], options=LOCKED)
    assert b"enca" in data
    with pytest.raises(UnreadableAudio, match="damaged"):
        read_audio(data)


def test_codecs_that_are_not_let_in_are_told() -> None:
    """The sound of a film disc in a container that is known."""
    with pytest.raises(UnreadableAudio, match="of a kind that cannot be read"):
        read_audio(encoded(Kind("matroska", "ac3")))


def test_paths_that_are_none_are_one_sentence(tmp_path: Path) -> None:
    """A folder, nothing at all, a name with a NUL in it."""
    for path in (tmp_path, tmp_path / "nowhere.ogg", Path("a\0b")):
        with pytest.raises(UnreadableAudio, match=r"recording.*\.$"):
            read_audio(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_one_sentence(tmp_path: Path) -> None:
    """With its name."""
    file = tmp_path / "secret.ogg"
    file.write_bytes(b"OggS")
    file.chmod(0)
    with pytest.raises(UnreadableAudio, match=r"secret\.ogg cannot be read"):
        read_audio(file)


def test_too_many_bytes_are_refused_unread(tmp_path: Path) -> None:
    """As bytes and as a file, before anything looks into it."""
    file = tmp_path / "large.ogg"
    file.write_bytes(bytes(1001))
    for audio in (file, bytes(1001)):
        with pytest.raises(AudioTooLong, match=r"0\.0 MB and the limit is 0\.001 MB"):
            read_audio(audio, AudioLimits(max_bytes=1000))


@pytest.mark.parametrize("kind", [OPUS, KINDS["MP3"], KINDS["WAV"]], ids=["ogg", "mp3", "wav"])
def test_what_lasts_too_long_is_refused(kind: Kind) -> None:
    """However long it is; just within the limit is not."""
    with pytest.raises(AudioTooLong, match="lasts longer than 2 seconds"):
        read_audio(encoded(kind, 2.2), AudioLimits(max_seconds=2))
    assert read_audio(encoded(kind, 1.9), AudioLimits(max_seconds=2)).seconds < 2


@pytest.mark.parametrize("claimed", [0, 400, 0xFFFFFFF0])
def test_what_the_header_claims_of_the_length_is_not_believed(claimed: int) -> None:
    """Neither less nor more; the limit holds for what is there."""
    data = wav(tone(3.0, 48_000), claimed=claimed)
    try:
        assert read_audio(data, AudioLimits(max_seconds=1)).seconds <= 1
    except (AudioTooLong, UnreadableAudio) as refusal:
        assert str(refusal).endswith(".")  # noqa: PT017 - both answers are right


def test_a_table_that_asks_for_all_memory_is_damage() -> None:
    """An MP4 whose tables speak of hundreds of millions of samples ends as a sentence; the memory is the decoder's, and bounded."""
    data = bytearray(encoded(KINDS["MP4"]))
    sizes, times, chunks = data.index(b"stsz"), data.index(b"stts"), data.index(b"stsc")
    data[sizes + 8 : sizes + 16] = (1).to_bytes(4, "big") + (170_000_000).to_bytes(4, "big")
    data[times + 12 : times + 16] = (170_000_000).to_bytes(4, "big")
    data[chunks + 16 : chunks + 20] = (170_000_000).to_bytes(4, "big")
    with pytest.raises((UnreadableAudio, AudioTooLong)):
        read_audio(bytes(data))


@pytest.mark.parametrize("kind", [OPUS, KINDS["MP3"], KINDS["voice memo of an iPhone"], KINDS["WAV of floats"], KINDS["WEBM"]])
def test_damaged_files_are_read_or_refused(kind: Kind) -> None:
    """Bytes overwritten, cut off or put in: sound within the limits or a sentence, never another error."""
    good = encoded(kind, 0.6)
    chance = random.Random(kind.container)
    for _ in range(6):
        data = bytearray(good)
        for _ in range(chance.choice((1, 4, 30))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        start = chance.randrange(len(data))
        data = chance.choice((data, data[:start], data[:start] + data[start // 2 :]))
        try:
            recording = read_audio(bytes(data), AudioLimits(max_seconds=5))
        except (UnreadableAudio, AudioTooLong) as refusal:
            assert str(refusal).endswith(".")  # noqa: PT017 - both answers are right
        else:
            assert 0.2 <= recording.seconds <= 5


def test_eight_at_once_are_each_read_alike() -> None:
    """No thread hears of another."""
    data = encoded(OPUS)
    alone = _whole(read_audio(data))
    with ThreadPoolExecutor(8) as pool:
        assert all(np.array_equal(_whole(recording), alone) for recording in pool.map(read_audio, [data] * 8))
