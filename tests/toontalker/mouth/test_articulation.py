"""What the lips do for each sound."""

from __future__ import annotations

import pytest

from toontalker.clip import Phoneme
from toontalker.mouth import PARAMETERS
from toontalker.mouth.articulation import BY_IPA, BY_VISEME, gestures_of
from toontalker.speech.visemes import VISEMES, viseme_of


def test_every_viseme_of_the_speech_room_has_a_shape() -> None:
    """No viseme is left without an articulation, and none is made up."""
    assert set(BY_VISEME) == set(VISEMES)


def test_every_refined_sound_is_one_the_speech_room_knows() -> None:
    """A refinement for a sound that never comes would be dead weight."""
    assert all(viseme_of(ipa) in VISEMES for ipa in BY_IPA)


def test_targets_have_one_value_for_each_parameter() -> None:
    """The order of the target is the order of the columns."""
    for articulation in (*BY_VISEME.values(), *BY_IPA.values()):
        assert len(articulation.target) == len(PARAMETERS)
    assert BY_VISEME["aa"].target[PARAMETERS.index("jaw")] == BY_VISEME["aa"].jaw


def test_only_lip_sounds_must_close() -> None:
    """/p b m/ close; nothing else claims to."""
    assert [name for name, articulation in BY_VISEME.items() if articulation.closes] == ["PP"]


@pytest.mark.parametrize(("ipa", "first", "second"), [("aɪ", "aa", "ih"), ("aʊ", "aa", "ou"), ("ɔɪ", "oh", "ih"), ("ˈoʊ", "oh", "ou")])
def test_a_diphthong_in_one_piece_is_two_gestures(ipa: str, first: str, second: str) -> None:
    """The mouth travels: 60 % of the time on the first vowel, the rest on the second, without a gap."""
    gestures = gestures_of(Phoneme(1.0, 2.0, ipa, first))
    assert [gesture.shape for gesture in gestures] == [BY_VISEME[first], BY_VISEME[second]]
    assert gestures[0].end == gestures[1].start == pytest.approx(1.6)
    assert (gestures[0].start, gestures[1].end) == (1.0, 2.0)


def test_w_is_tighter_than_u_and_schwa_less_open_than_epsilon() -> None:
    """Fifteen visemes are too few for these: the IPA decides."""
    (w,), (u,) = gestures_of(Phoneme(0, 1, "w", "ou")), gestures_of(Phoneme(0, 1, "uː", "ou"))
    assert w.shape.jaw < u.shape.jaw
    assert w.shape.pucker >= u.shape.pucker
    (schwa,), (epsilon,) = gestures_of(Phoneme(0, 1, "ə", "E")), gestures_of(Phoneme(0, 1, "ɛ", "E"))
    assert schwa.shape.jaw < epsilon.shape.jaw


def test_an_unknown_viseme_rests() -> None:
    """A viseme from elsewhere leaves the mouth at rest instead of failing."""
    (gesture,) = gestures_of(Phoneme(0, 1, "q", "??"))
    assert gesture.shape == BY_VISEME["sil"]
