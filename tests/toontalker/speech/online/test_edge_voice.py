"""Microsoft's voices over their websocket, from the text to the recording, in every way they can fail."""

from __future__ import annotations

import re
import sys
import threading
from pathlib import Path

import edge_tts.communicate
import numpy as np
import pytest

from tests.toontalker.speech.online.edge_stand_in import FAILURES, PAUSE, EdgeStandIn, Mode, edge_stand_in, speak
from tests.toontalker.speech.online.spoken_mp3 import sound_of
from tests.toontalker.speech.pitches import pitches
from toontalker.errors import MissingPart, TextTooLong, VoiceAway
from toontalker.speech.delivery import Delivery
from toontalker.speech.online.cache import SoundCache
from toontalker.speech.online.edge_voice import EdgeService, EdgeVoice
from toontalker.speech.recording import Recording
from toontalker.voice_settings import VoiceSettings

HELLO = "Hello my friends & all others"
LONG = "The weather is nice today, isn't it? My friend wants to know what time the party starts. I told him that it is at eight."
REASONS: dict[Mode, str] = {
    "forbidden": r"it refuses \(403\)",
    "too many": r"too many requests \(429\)",
    "broken": r"in trouble \(503\)",
    "close": "broke off|cannot be read|no connection",
    "hang": "took too long",
    "silent": "took too long",
    "no sound": "holds no sound",
    "cut off": "broke off",
    "cut off sound": "damaged or cut off",
    "lost words": "damaged or cut off",
    "quiet": "holds no sound",
    "bad header": "cannot be read",
    "bad path": "cannot be read",
    "bad words": "cannot be read",
}


def voice_at(address: str, folder: Path, *, patience: float = 30.0, longest: float = 600.0) -> EdgeVoice:
    """Voices that ask a stand-in."""
    return EdgeVoice(SoundCache(folder / "voices", 1_000_000), longest=longest, service=EdgeService(address, patience))


def _pitch(recording: Recording) -> float:
    return float(np.median(pitches(sound_of(recording), recording.rate)))


def test_a_man_and_a_woman_of_the_language_speak(edge: EdgeStandIn, tmp_path: Path) -> None:
    """As asked, so that nothing is to be converted; without times of sounds."""
    voice = voice_at(edge.address, tmp_path)
    man, woman = voice.say(HELLO, "male", "en"), voice.say(HELLO, "female", "de-AT")
    assert [asked.voice.split("(")[1] for asked in edge.asked] == ["en-US, GuyNeural)", "de-DE, KatjaNeural)"]
    assert edge.asked[0].text == HELLO
    assert _pitch(man) < 140 < _pitch(woman)
    for recording in (man, woman):
        assert (recording.rate, recording.timed, recording.as_asked, recording.onsets) == (24_000, False, True, [])
        assert recording.passages == [(0, recording.seconds, HELLO)]


def test_passages_go_from_pause_to_pause(edge: EdgeStandIn, tmp_path: Path) -> None:
    """With all of the text in them, and every cut in silence."""
    recording = voice_at(edge.address, tmp_path).say(LONG, "female", "en")
    assert [passage.text for passage in recording.passages] == re.split(r"(?<=[?.]) ", LONG)
    sound = sound_of(recording)
    assert recording.passages[0].start == 0
    assert recording.passages[-1].end == recording.seconds
    for before, after in zip(recording.passages, recording.passages[1:], strict=False):
        assert before.end == after.start
        middle = round(after.start * 24_000)
        width = round((PAUSE / 2 - 0.1) * 24_000)
        assert np.abs(sound[middle - width : middle + width]).max() < 0.01


@pytest.mark.parametrize("mode", FAILURES)
def test_every_failure_is_one_sentence(edge: EdgeStandIn, tmp_path: Path, mode: Mode) -> None:
    """Which says what it was, and nothing of the text; the same voice speaks as soon as the service does."""
    edge.next(mode, mode)  # the package itself asks a second time after a 403
    voice = voice_at(edge.address, tmp_path, patience=0.8 if mode in ("silent", "hang") else 30.0)
    speak(HELLO, "female")
    with pytest.raises(VoiceAway, match=rf"^Microsoft's voice did not speak: .*({REASONS[mode]}).*\.$") as failure:
        voice.say(HELLO, "female", "en")
    assert "friends" not in str(failure.value)
    edge._next.clear()
    assert voice_at(edge.address, tmp_path).say(HELLO, "female", "en").seconds > 0.5


def test_nobody_there(tmp_path: Path) -> None:
    """A port that nobody listens on, and a name that nobody has."""
    with edge_stand_in() as gone:
        pass
    with pytest.raises(VoiceAway, match="the connection was refused"):
        voice_at(gone.address, tmp_path).say(HELLO, "female", "en")
    with pytest.raises(VoiceAway, match="address cannot be found"):
        voice_at("ws://nobody.invalid", tmp_path).say(HELLO, "female", "en")


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path, tmp_path: Path) -> None:
    """Nothing is asked over such a connection."""
    with edge_stand_in(certificate) as edge:
        with pytest.raises(VoiceAway, match="certificate is not trusted"):
            voice_at(edge.address, tmp_path).say(HELLO, "female", "en")
        assert edge.asked == []


def test_the_same_line_is_asked_for_once(edge: EdgeStandIn, tmp_path: Path) -> None:
    """By any voice with the same folder; another gender or delivery is another line."""
    first = voice_at(edge.address, tmp_path).say(LONG, "female", "en")
    again = voice_at(edge.address, tmp_path).say(LONG, "female", "en")
    assert len(edge.asked) == 1
    assert np.array_equal(sound_of(first), sound_of(again))
    assert first.passages == again.passages
    voice_at(edge.address, tmp_path).say(LONG, "female", "en", Delivery(rate=1.1))
    voice_at(edge.address, tmp_path).say(LONG, "male", "en")
    assert len(edge.asked) == 3


def test_a_delivery_reaches_the_service(edge: EdgeStandIn, tmp_path: Path) -> None:
    """A rate in per cent, a pitch in Hz: three semitones of a man's 110 Hz are 21."""
    voice_at(edge.address, tmp_path).say(HELLO, "male", "en", Delivery(rate=0.85, pitch=3))
    assert edge.asked[0][2:] == ("-15%", "+21Hz")


def test_many_threads_at_once(edge: EdgeStandIn, tmp_path: Path) -> None:
    """Each gets its own text spoken."""
    voice = voice_at(edge.address, tmp_path, patience=60)
    said: dict[int, Recording] = {}
    texts = ["One.", "One, two, three, four, five, six, seven.", "One two three."] * 2

    def ask(number: int) -> None:
        said[number] = voice.say(texts[number], "male", "en")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lengths = [said[number].seconds for number in range(len(texts))]
    assert lengths[:3] == lengths[3:]
    assert lengths[0] < lengths[2] < lengths[1]


def test_two_voices_with_addresses_of_their_own_do_not_disturb_each_other(edge: EdgeStandIn, tmp_path: Path) -> None:
    """Nor anybody else who uses the package."""
    there = edge_tts.communicate.WSS_URL  # type: ignore[attr-defined]  # what the package itself reads
    with edge_stand_in() as other:
        one, two = voice_at(edge.address, tmp_path / "one"), voice_at(other.address, tmp_path / "two")
        one.say(HELLO, "female", "en")
        two.say(HELLO, "female", "en")
        assert (len(edge.asked), len(other.asked)) == (1, 1)
    assert there == edge_tts.communicate.WSS_URL  # type: ignore[attr-defined]


def test_without_the_package_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence for the operator."""
    monkeypatch.setitem(sys.modules, "edge_tts.communicate", None)
    with pytest.raises(MissingPart, match=r"^Microsoft's voices need .*toontalker\[edge\]'\.$"):
        EdgeVoice(SoundCache(tmp_path, 0))


def test_limits_and_settings(edge: EdgeStandIn, tmp_path: Path) -> None:
    """Too many seconds are the text's fault; an unknown language is spoken as English; opening asks nobody."""
    with pytest.raises(TextTooLong, match="too long to say"):
        voice_at(edge.address, tmp_path, longest=2).say(LONG, "female", "en")
    voice = voice_at(edge.address, tmp_path)
    assert not voice.speaks("tlh")
    voice.say("nuqneH", "female", "tlh")
    assert "en-US" in edge.asked[-1].voice
    opened = EdgeVoice.open(VoiceSettings(cache_folder=str(tmp_path)), 60)
    assert opened.speaks("pt_BR")
    assert len({language.split("-")[0] for language in opened.languages}) >= 25
