"""The classes of the listener."""

from __future__ import annotations

import pytest

from toontalker.speech.listener.sounds import COUNT, IPA, PAUSE, class_of, parts_of, spans_of
from toontalker.speech.visemes import AFFRICATES, VISEMES, bare, viseme_of

LETTERS = "abcdefɡhijklmnopqrstuvwxyzɑɐɒæɓʙβɔɕçɗɖðʤəɘɚɛɜɝɞɟʄɠɢʛɦɧħɥʜɨɪʝɭɬɫɮʟɱɯɰŋɳɲɴøɵɸθœɶʘɹɺɾɻʀʁɽʂʃʈʊʋⱱʌɣɤʍχʎʏʑʐʒʔʡʕʢ"


def test_every_sound_of_the_ipa_that_has_a_viseme_has_a_class() -> None:
    """Nothing that a voice may name is unknown to the listener."""
    for letter in LETTERS:
        if bare(letter):
            assert 0 < parts_of(letter)[0].number < COUNT, letter
    for affricate in AFFRICATES:
        assert parts_of(affricate)


def test_each_class_is_its_own_representative() -> None:
    """What stands for a class belongs to it, and has a viseme; only the pause has no name."""
    for number, ipa in enumerate(IPA):
        assert viseme_of(ipa) in VISEMES
        assert (ipa == "") == (number == PAUSE)
        if ipa:
            assert class_of(ipa) == number


def test_lips_are_not_confused_by_the_classes() -> None:
    """A sound of both lips is in a class of both lips, and no other is."""
    for letter in LETTERS:
        if bare(letter):
            (part, *_) = parts_of(letter)
            assert (viseme_of(letter) == "PP") == (viseme_of(IPA[part.number]) == "PP"), letter


@pytest.mark.parametrize(("ipa", "sounds"), [("aɪ", "aɪ"), ("tʃ", ["tʃ"]), ("ts", "ts"), ("ˈiː", "i"), ("ˈ", ""), ("1", "ɨ")])
def test_what_a_voice_calls_one_sound_is_taken_apart(ipa: str, sounds: list[str] | str) -> None:
    """Diphthongs and ts are two for the ear, tʃ is one, a mark of stress is none."""
    assert [part.ipa for part in parts_of(ipa)] == list(sounds)


def test_spans_fill_the_time_they_are_given() -> None:
    """The parts of a sound lie in a row, the first of a diphthong is the longer one, and pauses stay pauses."""
    spans = spans_of([(0.0, 0.1, ""), (0.1, 0.35, "aɪ"), (0.35, 0.4, "m")])
    assert [span.start for span in spans[1:]] == [span.end for span in spans[:-1]]
    assert (spans[0].number, spans[-1].end) == (PAUSE, 0.4)
    assert spans[1].end - spans[1].start == pytest.approx(0.15)
