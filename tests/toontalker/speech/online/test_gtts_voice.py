"""Google's voice over the wire, from the text to the recording, in every way it can fail."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from tests.toontalker.speech.online.google_stand_in import FAILURES, GoogleStandIn, Mode, google_stand_in
from tests.toontalker.speech.online.spoken_mp3 import sound_of, spoken
from toontalker.errors import MissingPart, NothingToSay, TextTooLong, ToonTalkerError, VoiceAway
from toontalker.speech.online.cache import SoundCache
from toontalker.speech.online.chunks import cut_text
from toontalker.speech.online.google_wire import GoogleService
from toontalker.speech.online.gtts_voice import AT_ONCE, GoogleVoice
from toontalker.voice_settings import VoiceSettings

HELLO = "Hello my friends"
LONG = (
    "The weather is nice today, and my friend wants to know what time the party starts. I told him that it is at eight. "
    "If the bus comes in time we will all be there by noon, and then there will be cake for everybody who wants some."
)
REASONS: dict[Mode, str] = {
    "too many": r"too many requests \(429\)",
    "forbidden": r"it refuses \(403\)",
    "broken": r"in trouble \(503\)",
    "moved": r"another page, most likely .* \(302\)",
    "captcha": "a web page, most likely to ask whether a human",
    "no reply": "holds no sound",
    "no sound": "holds no sound",
    "empty sound": "holds no sound",
    "bad base64": "cannot be read",
    "cut off sound": "damaged or cut off",
    "short sound": "damaged or cut off",
    "cut off answer": "broke off|holds no sound|cannot be read",
    "other sound": "damaged or cut off",
    "quiet": "holds no sound",
    "long sound": "far too large",
    "endless": "far too large",
    "drip": "took too long",
    "hang": "took too long",
    "close": "broke off",
    "garbage": "broke off|cannot be read",
}


def voice_at(address: str, folder: Path, *, patience: float = 30.0, megabytes: float = 1.0, longest: float = 600.0) -> GoogleVoice:
    """A voice that asks a stand-in."""
    cache = SoundCache(folder / "voices", round(megabytes * 1e6))
    return GoogleVoice(cache, longest=longest, service=GoogleService(address, patience=patience))


def test_a_short_text_is_one_request_and_one_passage(google: GoogleStandIn, tmp_path: Path) -> None:
    """Whole, audible at once, with no times yet, and in the voice that the service has."""
    recording = voice_at(google.address, tmp_path).say(HELLO, "male", "en-GB")
    assert google.asked == [(HELLO, "en")]
    assert (recording.rate, recording.timed, recording.as_asked, recording.onsets) == (24_000, False, False, [])
    assert recording.passages == [(0, recording.seconds, HELLO)]
    sound = sound_of(recording)
    before = sound_of(spoken(HELLO))
    heard = np.flatnonzero(np.abs(before) > 0.01)
    assert recording.seconds == pytest.approx((heard[-1] - heard[0]) / 22_050, abs=0.1)
    assert np.abs(sound).max() > 0.1


def test_a_long_text_is_joined_in_order_with_pauses(google: GoogleStandIn, tmp_path: Path) -> None:
    """One passage for each piece, silence of the set length between them, sound at both ends of each."""
    recording = voice_at(google.address, tmp_path).say(LONG, "female", "en")
    chunks = cut_text(LONG)
    assert sorted(asked.text for asked in google.asked) == sorted(chunk.text for chunk in chunks)
    assert [passage.text for passage in recording.passages] == [chunk.text for chunk in chunks]
    sound = sound_of(recording)
    for chunk, before, after in zip(chunks, recording.passages, recording.passages[1:], strict=False):
        assert after.start - before.end == pytest.approx(chunk.pause, abs=1e-3)
        assert not sound[round(before.end * 24_000) + 1 : round(after.start * 24_000) - 1].any()
    for passage in recording.passages:
        inside = np.abs(sound[round(passage.start * 24_000) : round(passage.end * 24_000)])
        assert inside[:1920].max() > 1e-3
        assert inside[-1920:].max() > 1e-3
    assert recording.passages[-1].end == recording.seconds


@pytest.mark.parametrize("mode", FAILURES)
def test_every_failure_is_one_sentence(google: GoogleStandIn, tmp_path: Path, mode: Mode) -> None:
    """Which says what it was, and nothing of the text; the same voice speaks as soon as the service does."""
    google.next(mode)
    voice = voice_at(google.address, tmp_path, patience=0.6 if mode in ("drip", "hang") else 30.0)
    with pytest.raises(VoiceAway, match=rf"^Google's voice did not speak: .*({REASONS[mode]}).*\.$") as failure:
        voice.say(HELLO, "female", "en")
    assert HELLO not in str(failure.value)
    assert failure.value.rest == (7 if mode == "too many" else 0)
    google.released.set()
    assert voice_at(google.address, tmp_path).say(HELLO, "female", "en").seconds > 0.5


def test_a_failure_in_the_middle_fails_the_whole_and_stops_asking(google: GoogleStandIn, tmp_path: Path) -> None:
    """No half speech; and a service that refuses is not asked for the rest."""
    google.next("well")
    google.always = "too many"
    voice = voice_at(google.address, tmp_path)
    with pytest.raises(VoiceAway, match="429"):
        voice.say(LONG * 6, "female", "en")
    voice.close()
    assert len(google.asked) <= 1 + 2 * AT_ONCE


def test_nobody_there(tmp_path: Path) -> None:
    """A port that nobody listens on, and a name that nobody has."""
    with google_stand_in() as gone:
        pass
    with pytest.raises(VoiceAway, match="the connection was refused"):
        voice_at(gone.address, tmp_path).say(HELLO, "female", "en")
    with pytest.raises(VoiceAway, match="address cannot be found"):
        voice_at("http://nobody.invalid", tmp_path).say(HELLO, "female", "en")


def test_a_certificate_that_nobody_vouches_for_is_refused(
    certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless the operator trusts it, by an argument or by the environment."""
    with google_stand_in(certificate) as google:
        with pytest.raises(VoiceAway, match="certificate is not trusted"):
            voice_at(google.address, tmp_path).say(HELLO, "female", "en")
        assert google.asked == []
        trusting = GoogleService(google.address, certificates=certificate, patience=30)
        assert GoogleVoice(SoundCache(tmp_path, 0), service=trusting).say(HELLO, "female", "en").seconds > 0.5
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        assert voice_at(google.address, tmp_path).say(HELLO, "female", "en").seconds > 0.5
        assert len(google.asked) == 2


def test_the_same_line_is_asked_for_once(google: GoogleStandIn, tmp_path: Path) -> None:
    """By any voice with the same folder, for either gender; not in another language; the sound is the same to the last bit."""
    first = voice_at(google.address, tmp_path).say(LONG, "female", "en")
    asked = len(google.asked)
    google.always = "hang"
    again = voice_at(google.address, tmp_path).say(LONG, "male", "en")
    assert len(google.asked) == asked
    assert np.array_equal(sound_of(first), sound_of(again))
    google.always = "well"
    voice_at(google.address, tmp_path).say(LONG, "female", "de")
    assert len(google.asked) == 2 * asked


@pytest.mark.parametrize("mode", ["cut off sound", "short sound", "quiet"])
def test_a_broken_sound_is_never_kept(google: GoogleStandIn, tmp_path: Path, mode: Mode) -> None:
    """The next time the service is asked again."""
    google.next(mode)
    voice = voice_at(google.address, tmp_path)
    with pytest.raises(VoiceAway):
        voice.say(HELLO, "female", "en")
    assert voice.say(HELLO, "female", "en").seconds > 0.5
    assert len(google.asked) == 2


def test_few_requests_at_once(google: GoogleStandIn, tmp_path: Path) -> None:
    """However many people ask."""
    voice = voice_at(google.address, tmp_path, patience=60)
    texts = [f"{number} friends. {LONG}" for number in range(4)]
    threads = [threading.Thread(target=voice.say, args=(text, "female", "en")) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(google.asked) > 8
    assert google.most_at_once <= AT_ONCE


@pytest.mark.parametrize(
    ("asked", "named"),
    [("de", "de"), ("pt-BR", "pt"), ("PT_pt", "pt-PT"), ("zh", "zh-CN"), ("zh-TW", "zh-TW"), ("he", "iw"), ("no", "no"), ("fil", "tl")],
)
def test_languages_by_the_names_the_service_has(google: GoogleStandIn, tmp_path: Path, asked: str, named: str) -> None:
    """In any spelling."""
    voice = voice_at(google.address, tmp_path)
    assert voice.speaks(asked)
    voice.say("12", "female", asked)
    assert google.asked == [("12", named)]


def test_a_language_that_nobody_knows_is_spoken_as_english(google: GoogleStandIn, tmp_path: Path) -> None:
    """As every voice of the chain does it, which asks those first that speak a language."""
    voice = voice_at(google.address, tmp_path)
    assert not voice.speaks("tlh")
    voice.say("nuqneH", "female", "tlh")
    assert google.asked == [("nuqneH", "en")]
    assert {"en", "de", "fr", "es", "hi", "ja", "he"} <= set(voice.languages)


def test_limits(google: GoogleStandIn, tmp_path: Path) -> None:
    """Too many seconds and nothing to say are the text's fault; a text of very many requests is not even tried."""
    with pytest.raises(TextTooLong, match="too long to say"):
        voice_at(google.address, tmp_path, longest=2).say(LONG, "female", "en")
    google.asked.clear()
    with pytest.raises(NothingToSay):
        voice_at(google.address, tmp_path).say("!!!", "female", "en")
    with pytest.raises(ToonTalkerError, match="as long as this") as refusal:
        voice_at(google.address, tmp_path).say(LONG * 20, "female", "en")
    assert not isinstance(refusal.value, VoiceAway)
    assert google.asked == []


def test_without_the_package_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence for the operator."""
    monkeypatch.setitem(sys.modules, "gtts.lang", None)
    with pytest.raises(MissingPart, match=r"^Google's voice needs .*toontalker\[online\]'\.$"):
        GoogleVoice(SoundCache(tmp_path, 0))


def test_it_opens_as_the_settings_say(tmp_path: Path) -> None:
    """Without asking anybody."""
    voice = GoogleVoice.open(VoiceSettings(cache_folder=str(tmp_path), patience_seconds=3), 60)
    assert voice.name == "gtts"
    assert voice.speaks("en")
