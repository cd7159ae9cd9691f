"""The embedded voice and its containment."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import numpy as np
import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import toontalker.speech.espeak_process as room
from tests.toontalker.speech.pitches import pitches
from toontalker.clip import VOICES
from toontalker.errors import MissingPart, NoVoice, RequestError, TextTooLong, ToonTalkerError
from toontalker.languages import ESPEAK_VOICES
from toontalker.speech.espeak import Espeak
from toontalker.speech.espeak_process import EspeakProcess, find_espeak
from toontalker.speech.recording import Recording
from toontalker.speech.text import clean_text

SENTENCE = "Hello there, this is a fine day to talk like a cartoon."
FakeEngine = Callable[[str], None]


def _samples(recording: Recording) -> NDArray[np.float32]:
    return np.concatenate(list(recording.sound.blocks()))


def _digest(recording: Recording) -> str:
    return hashlib.sha256(_samples(recording).tobytes() + repr(recording.onsets).encode()).hexdigest()


def _pitch(recording: Recording) -> float:
    """Median, in Hz."""
    return float(np.median(pitches(_samples(recording), recording.rate)))


@pytest.fixture
def fake_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeEngine:
    """Puts another script in the place of the engine's."""

    def put(source: str) -> None:
        script = tmp_path / "engine.py"
        script.write_text("import os, signal, struct, sys, time\nout = sys.stdout.buffer\n" + source)
        monkeypatch.setattr(room, "ENGINE", script)

    return put


HEAD = "out.write(b'H' + struct.pack('<II', 4, 22050))\n"


def test_it_speaks_and_says_when(espeak: Espeak) -> None:
    """Sound of a plausible length, sounds of the words in their order and inside of it."""
    recording = espeak.say("Hello Bob", "female", "en")
    assert 0.5 < recording.seconds < 2
    assert [onset.ipa.strip("ˈˌ") for onset in recording.onsets if onset.ipa] == ["h", "ə", "l", "oʊ", "b", "ɑː", "b"]
    starts = [onset.start for onset in recording.onsets]
    assert starts == sorted(starts)
    assert 0 <= starts[0] <= starts[-1] <= recording.seconds


def test_the_same_text_gives_the_same_samples(espeak: Espeak) -> None:
    """Bit for bit, whatever was said in between, and not only within the second that seeds the library's breath."""
    first = [_digest(espeak.say(SENTENCE, voice, "en")) for voice in VOICES]
    espeak.say("Something else!", "female", "de")
    time.sleep(1.1)
    assert [_digest(espeak.say(SENTENCE, voice, "en")) for voice in VOICES] == first


def test_eight_threads_may_speak_at_once(espeak: Espeak) -> None:
    """Each gets what it would have got alone."""
    languages = ("en", "de", "fr")
    jobs = [(f"{SENTENCE} Number {n}.", VOICES[n % 2], languages[n % 3]) for n in range(8)]
    alone = [_digest(espeak.say(*job)) for job in jobs]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda job: _digest(espeak.say(*job)), jobs * 3))
    assert together == alone * 3


def test_a_man_speaks_lower_than_a_woman(espeak: Espeak) -> None:
    """In the middle of what is usual for each."""
    male, female = (_pitch(espeak.say(SENTENCE, voice, "en")) for voice in ("male", "female"))
    assert 85 < male < 145
    assert 180 < female < 260


@pytest.mark.parametrize("language", ["de", "fr", "es", "ru", "zh", "hi", "pt-br"])
def test_both_voices_exist_in_other_languages(espeak: Espeak, language: str) -> None:
    """And the man's is lower there too."""
    text = "1 2 3 4 5 6 7 8 9 10"
    assert _pitch(espeak.say(text, "male", language)) < _pitch(espeak.say(text, "female", language)) - 40


def test_an_unknown_language_is_spoken_as_english(espeak: Espeak) -> None:
    """A code that nobody knows, or that would end the library, is English."""
    english = _digest(espeak.say(SENTENCE, "male", "en"))
    for language in ("tlh", "x" * 5000, "../en", "en+f2", ""):
        assert _digest(espeak.say(SENTENCE, "male", language)) == english
    assert espeak.speaks("de-AT")
    assert espeak.speaks("en")
    assert not espeak.speaks("tlh")


def test_markup_in_a_text_is_read_not_obeyed(espeak: Espeak, tmp_path: Path) -> None:
    """SSML that asks for a file of this machine makes no sound of that file, and phoneme brackets are no phonemes."""
    whole = espeak.say(f'<speak><audio src="{tmp_path}/secret.wav">x</audio> hello </speak>', "male", "en")
    assert whole.seconds > 3
    bracketed, bare = (espeak.say(text, "male", "en") for text in ("[[h@l'oU]]", "h@l'oU"))
    assert "t" in [onset.ipa for onset in bracketed.onsets]  # the t of "at", as the sign is read
    assert "t" in [onset.ipa for onset in bare.onsets]


def test_too_much_sound_is_stopped_early() -> None:
    """The limit is one of seconds, not only of characters; the engine stops when it is reached."""
    started = time.perf_counter()
    with pytest.raises(TextTooLong, match="too long to say"):
        Espeak(EspeakProcess(*find_espeak()), longest=2).say(SENTENCE * 100, "male", "en")
    assert time.perf_counter() - started < 3


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=()), min_size=1, max_size=80))
def test_whatever_text_is_left_after_cleaning_the_voice_survives_it(typed: str) -> None:
    """Random Unicode is spoken or refused, never a crash."""
    with suppress(RequestError):
        espeak_of_this_machine().say(clean_text(typed), "female", "en")


def espeak_of_this_machine() -> Espeak:
    """Not the fixture: a property test must not share one."""
    return Espeak(EspeakProcess(*find_espeak()))


@pytest.mark.parametrize(
    "source",
    [
        "os.kill(os.getpid(), 9)",
        HEAD + "out.write(b'S' + struct.pack('<I', 1000) + b'x' * 10); out.flush(); os.kill(os.getpid(), 9)",
        HEAD + "out.write(b'S' + struct.pack('<I', 4) + b'abcd')",
        HEAD + "out.write(b'S' + struct.pack('<I', 1 << 31) + b'x' * 100000)",
        "out.write(b'S' + struct.pack('<I', 4) + b'abcd')",
        "out.write(b'hello world, this is not what you expect')",
        "raise SystemExit(3)",
        "sys.stdin.close(); os.abort()",
    ],
)
def test_an_engine_that_breaks_is_an_error_with_a_sentence(espeak: Espeak, fake_engine: FakeEngine, source: str) -> None:
    """Killed at once, killed in the middle, ended too early, sending rubbish: never a hang, never a short speech."""
    fake_engine(source)
    with pytest.raises(ToonTalkerError, match=r"^The built-in voice stopped in the middle of the text\.$"):
        espeak.say(SENTENCE, "male", "en")


def test_an_engine_killed_from_outside_is_an_error(espeak: Espeak, fake_engine: FakeEngine) -> None:
    """The system's memory killer, say."""
    fake_engine(HEAD + "out.flush(); time.sleep(60)")
    killer = threading.Thread(target=_kill_engine)
    killer.start()
    with pytest.raises(ToonTalkerError, match="stopped in the middle"):
        espeak.say(SENTENCE, "male", "en")
    killer.join()


def _kill_engine() -> None:
    for _ in range(100):
        for child in psutil.Process().children():
            if any(part.endswith("engine.py") for part in child.cmdline()):
                time.sleep(0.1)
                child.kill()
                return
        time.sleep(0.05)


def test_a_hanging_engine_is_given_up(fake_engine: FakeEngine) -> None:
    """After the time that was set, with an error, and no process is left."""
    fake_engine(HEAD + "out.flush(); signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)")
    started = time.perf_counter()
    with pytest.raises(ToonTalkerError, match="stopped in the middle"):
        Espeak(EspeakProcess(*find_espeak(), patience=0.5)).say(SENTENCE, "male", "en")
    assert time.perf_counter() - started < 5
    assert not [child for child in psutil.Process().children() if "engine.py" in " ".join(child.cmdline())]


def test_the_engine_sees_neither_the_text_as_argument_nor_our_environment(
    espeak: Espeak, fake_engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Arguments can be read by every user of the machine, and the environment may hold tokens."""
    monkeypatch.setenv("TOONTALKER_TOKEN", "secret")
    fake_engine(
        "ok = 'Hello' in sys.stdin.read() and not any('Hello' in a for a in sys.argv) and 'TOONTALKER_TOKEN' not in os.environ\n"
        + HEAD
        + "out.write(b'S' + struct.pack('<I', 2) + b'ok')\nout.write(b'E' + struct.pack('<I', 0)) if ok else None"
    )
    assert espeak.say("Hello", "male", "en").sound.samples == 1


def test_without_the_library_there_is_no_voice(tmp_path: Path) -> None:
    """A library or data that is not there, or not one: a sentence that says what to install."""
    library, data = find_espeak()
    (tmp_path / "rubbish.so").write_bytes(b"not a library")
    for wrong_library, wrong_data in ((tmp_path / "none.so", data), (tmp_path / "rubbish.so", data), (library, tmp_path)):
        with pytest.raises(NoVoice, match="espeakng-loader"):
            Espeak(EspeakProcess(wrong_library, wrong_data)).say(SENTENCE, "male", "en")


def test_an_unknown_voice_name_is_refused_by_the_engine(espeak: Espeak, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if the white-list held a wrong one: no crash."""
    for name in ("nobody", "x" * 5000, "é"):
        monkeypatch.setitem(ESPEAK_VOICES, "en", name)
        with pytest.raises(NoVoice, match="does not know"):
            espeak.say(SENTENCE, "male", "en")


def test_an_engine_that_cannot_start_is_no_voice(espeak: Espeak, monkeypatch: pytest.MonkeyPatch, fake_engine: FakeEngine) -> None:
    """No interpreter, or one that refuses the text."""
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/nowhere/python")
        with pytest.raises(NoVoice, match="could not be started"):
            espeak.say(SENTENCE, "male", "en")
    fake_engine("out.write(b'F' + struct.pack('<I', 4) + b'text')")
    with pytest.raises(ToonTalkerError, match="could not speak"):
        espeak.say(SENTENCE, "male", "en")


def test_silence_of_the_engine_is_nothing_to_say(espeak: Espeak, fake_engine: FakeEngine) -> None:
    """A text of signs that the voice passes over is the text's fault."""
    fake_engine(HEAD + "out.write(b'E' + struct.pack('<I', 0))")
    with pytest.raises(RequestError):
        espeak.say("x", "male", "en")


def test_a_missing_or_broken_package_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What to install stands in the sentence."""
    with monkeypatch.context() as patch:
        patch.setattr(importlib.util, "find_spec", lambda _: None)
        with pytest.raises(MissingPart, match="install the Python package espeakng-loader"):
            find_espeak()

    class Spec:
        origin = str(tmp_path / "__init__.py")

    monkeypatch.setattr(importlib.util, "find_spec", lambda _: Spec)
    with pytest.raises(MissingPart, match="damaged"):
        find_espeak()


def test_nothing_is_left_after_many_texts(espeak: Espeak) -> None:
    """No process, no thread, no open file."""
    espeak.say("one", "male", "en").sound.close()
    files, threads = _open_files(), threading.active_count()
    for _ in range(20):
        espeak.say("one", "male", "en").sound.close()
    assert not [child for child in psutil.Process().children() if "espeak_engine" in " ".join(child.cmdline())]
    assert threading.active_count() <= threads
    assert _open_files() <= files


def _open_files() -> int:
    folder = Path("/proc/self/fd")
    return sum(1 for _ in folder.iterdir()) if folder.exists() else 0
