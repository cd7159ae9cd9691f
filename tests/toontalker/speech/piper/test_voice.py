"""The voice engine piper, with the real library and the real runtime over networks made by rule."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime  # noqa: F401 - the module skips without the extra
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

from tests.toontalker.speech.piper.voice_maker import HOP, RATE, make_voice
from toontalker.errors import MissingPart, NothingToSay, NoVoice, TextTooLong, ToonTalkerError, WeightsMissing, WeightsWrong
from toontalker.speech import Voices
from toontalker.speech.delivery import Delivery
from toontalker.speech.piper import Piper, find_voice_files
from toontalker.speech.piper import voice as voice_module
from toontalker.speech.piper.network import load_network
from toontalker.speech.recording import Recording

SENTENCE = "My friend Bob says hello, and so do I. Bye!"


def _opened(folder: Path, longest: float = 600.0) -> Piper:
    return Piper(find_voice_files(folder), longest=longest)


def _sound(recording: Recording) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.concatenate(list(recording.sound.blocks()))


def test_onsets_fit_the_sound_to_the_sample(tmp_path: Path) -> None:
    """The network makes a level for each sign of its alphabet: where an onset is, the level becomes that of its sound or stress."""
    make_voice(tmp_path)
    recording = _opened(tmp_path).say(SENTENCE, "male", "en")
    sound = np.abs(_sound(recording))
    level_of = {sign: 0.1 * (1 + numbers[0] % 8) for sign, numbers in DEFAULT_PHONEME_ID_MAP.items()}
    assert recording.timed
    spoken = [onset for onset in recording.onsets if onset.ipa]
    assert len(spoken) > 20
    for onset in spoken:
        place = round(onset.start * RATE)
        assert any(sound[place + 1] == pytest.approx(level_of[sign], abs=1e-3) for sign in (onset.ipa[0], "ˈ", "ˌ")), onset
    starts = [onset.start for onset in recording.onsets]
    assert starts == sorted(starts)
    assert starts[-1] <= recording.seconds
    assert recording.onsets[-1].ipa == ""


def test_its_sounds_are_those_of_the_text(tmp_path: Path) -> None:
    """In the order in which they are said, with a pause at the comma and between the sentences; an affricate is one sound."""
    make_voice(tmp_path)
    recording = _opened(tmp_path).say("Bob, pop. Which judge?", "male", "en")
    words = "".join(onset.ipa or "|" for onset in recording.onsets).strip("|").split("|")
    assert [word[:1] + word[-1:] for word in words if word][:2] == ["bb", "pp"]
    assert {"tʃ", "dʒ"} <= {onset.ipa for onset in recording.onsets}


def test_a_finished_speech_shuts_the_lips_for_its_stops(tmp_path: Path) -> None:
    """Through the chain of voices, up to the visemes."""
    make_voice(tmp_path)
    speech = Voices([_opened(tmp_path)]).say("Bob may pop.", "male", "en")
    assert speech.said_by == "piper"
    assert [phoneme.viseme for phoneme in speech.phonemes].count("PP") == 5
    assert speech.phonemes[0].start == 0
    assert speech.phonemes[-1].end == speech.seconds


def test_a_network_that_does_not_tell_speaks_untimed(tmp_path: Path) -> None:
    """The listener is to find its sounds: no stale times."""
    make_voice(tmp_path, tells=False)
    recording = _opened(tmp_path).say(SENTENCE, "male", "en")
    assert (recording.timed, recording.onsets) == (False, [])
    assert recording.seconds > 1


def test_a_network_spelled_in_letters_speaks_untimed(tmp_path: Path) -> None:
    """Letters are no sounds."""
    letters = {sign: [number] for number, sign in enumerate("_^$ abcdefghijklmnopqrstuvwxyz.,!")}
    make_voice(tmp_path, phoneme_type="text", phoneme_id_map=letters)
    recording = _opened(tmp_path).say("hello there.", "male", "en")
    assert (recording.timed, recording.onsets) == (False, [])


@pytest.mark.parametrize("rate", [0.7, 1.4])
def test_the_rate_is_kept_and_the_onsets_with_it(tmp_path: Path, rate: float) -> None:
    """Lengths are whole frames, so within a frame for each sign."""
    make_voice(tmp_path)
    engine = _opened(tmp_path)
    usual, other = (engine.say("Hello my dear friend", "male", "en", Delivery(rate=speed)) for speed in (1.0, rate))
    frame = HOP / RATE
    assert other.onsets[-1].start == pytest.approx(usual.onsets[-1].start / rate, abs=frame * 50)
    assert (other.seconds > usual.seconds) == (rate < 1)


def test_men_and_women_speak_as_asked_where_both_are_there(tmp_path: Path) -> None:
    """By the table of names; where one is missing the other speaks, and the recording says so."""
    make_voice(tmp_path, "en_US-ryan-medium")
    assert _opened(tmp_path).say("Hello", "male", "en").as_asked
    assert not _opened(tmp_path).say("Hello", "female", "en").as_asked
    make_voice(tmp_path, "en_US-lessac-medium")
    assert _opened(tmp_path).say("Hello", "female", "en").as_asked
    make_voice(tmp_path, "de_DE-somebody-high")
    assert not _opened(tmp_path).say("Hallo", "male", "de").as_asked


def test_a_speaker_of_several_is_chosen(tmp_path: Path) -> None:
    """The network gets the number of the one that was asked for."""
    make_voice(tmp_path, "es_ES-sharvard-medium", num_speakers=2, speaker_id_map={"M": 0, "F": 1})
    engine = _opened(tmp_path)
    assert engine.say("Hola", "female", "es").as_asked
    assert engine.say("Hola", "male", "es").as_asked
    assert engine.files[0].speaker("female") == ("female", 1)


def test_languages(tmp_path: Path) -> None:
    """It speaks those of its files, of whatever region, and refuses the others."""
    make_voice(tmp_path, "pt_BR-faber-medium")
    engine = _opened(tmp_path)
    assert engine.speaks("pt")
    assert engine.speaks("pt-PT")
    assert not engine.speaks("en")
    with pytest.raises(NoVoice, match=r"^There is no voice of piper for the language en\.$"):
        engine.say("Hello", "male", "en")


def test_too_long_and_nothing(tmp_path: Path) -> None:
    """The faults of a text are told as with every other voice."""
    make_voice(tmp_path)
    with pytest.raises(TextTooLong):
        _opened(tmp_path, longest=1).say(SENTENCE, "male", "en")
    with pytest.raises(NothingToSay):
        _opened(tmp_path).say(" ", "male", "en")


def test_no_more_than_two_voices_stay_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the two that spoke last are not loaded again."""
    names = ["en_US-ryan-medium", "de_DE-thorsten-medium", "fr_FR-tom-medium"]
    for name in names:
        make_voice(tmp_path, name)
    loads: list[str] = []

    def counted(model: Path) -> object:
        loads.append(model.stem[:2])
        return load_network(model)

    monkeypatch.setattr(voice_module, "load_network", counted)
    engine = _opened(tmp_path)
    for language in ("en", "de", "en", "fr", "en", "de"):
        engine.say("5", "male", language)
    assert loads == ["en", "de", "fr", "de"]


def test_many_threads_may_speak_at_once(tmp_path: Path) -> None:
    """Each gets its own text, and the rule-made network says it the same each time."""
    for name in ("en_US-ryan-medium", "de_DE-thorsten-medium", "fr_FR-tom-medium"):
        make_voice(tmp_path, name)
    engine = _opened(tmp_path)
    asked = [(text, language) for text in ("one two", "three") for language in ("en", "de", "fr")]
    alone = [engine.say(text, "male", language).onsets for text, language in asked]
    before = threading.active_count()
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(lambda what: engine.say(what[0], "male", what[1]).onsets, asked * 3)) == alone * 3
    assert threading.active_count() == before


@pytest.mark.parametrize("damage", ["cut", "empty", "page", "other", "gone"])
def test_a_damaged_voice_is_told_in_one_sentence(tmp_path: Path, damage: str) -> None:
    """Cut off, empty, a web page, a network of something else, or taken away since: the chain goes on with the next voice."""
    model = make_voice(tmp_path)
    engine = _opened(tmp_path)
    content = model.read_bytes()
    if damage == "gone":
        model.unlink()
    else:
        model.write_bytes({"cut": content[: len(content) // 2], "empty": b"", "page": b"<html>", "other": _other()}[damage])
    with pytest.raises(WeightsMissing if damage == "gone" else WeightsWrong) as caught:
        engine.say("Hello", "male", "en")
    assert str(caught.value).count(".") >= 1
    assert "\n" not in str(caught.value)
    assert "Hello" not in str(caught.value)


def _other() -> bytes:
    """A network that has nothing to do with speech."""
    from onnx import TensorProto, helper

    info = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in ("x", "y")]
    graph = helper.make_graph([helper.make_node("Abs", ["x"], ["y"])], "other", info[:1], info[1:])
    return bytes(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8).SerializeToString())


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
def test_any_text_is_spoken_or_refused(tmp_path: Path, text: str) -> None:
    """Whatever it is: a recording whose onsets are in order, or an error of ours."""
    if not list(tmp_path.glob("*.onnx")):
        make_voice(tmp_path)
    try:
        recording = _opened(tmp_path).say(text.replace("\0", ""), "male", "en")
    except ToonTalkerError:
        return
    starts = [onset.start for onset in recording.onsets]
    assert starts == sorted(starts)


def test_without_its_runtime_a_voice_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install. That the chain does without such a voice is told in the tests of `opening`."""
    model = make_voice(tmp_path)
    monkeypatch.setitem(__import__("sys").modules, "onnxruntime", None)
    with pytest.raises(MissingPart, match=r"^The voice piper is not installed: pip install 'toontalker\[piper\]'\.$"):
        load_network(model)
