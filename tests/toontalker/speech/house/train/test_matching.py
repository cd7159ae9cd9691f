"""The teacher's phones in our context."""

from __future__ import annotations

from toontalker.speech.house.phones import Sound
from toontalker.speech.house.phrases import Ending
from toontalker.speech.house.reading import places_of
from toontalker.speech.house.train.matching import matched

THE, CAT, SAT = ((Sound("dh"), Sound("ax")), (Sound("k"), Sound("ae", 2), Sound("t")), (Sound("s"), Sound("ae", 2), Sound("t")))
OURS = places_of([((THE, CAT), Ending.COMMA), ((SAT,), Ending.QUESTION)])


def test_equal_phones_match_without_cost() -> None:
    """And take everything over."""
    match = matched([place.phone for place in OURS], OURS)
    assert match.places == OURS
    assert match.cost == 0


def test_other_phones_take_the_context_of_their_partner() -> None:
    """Another vowel keeps stress and word; one too many stands where its neighbour does, without stress; one too few is no harm."""
    match = matched(["pau", "dh", "iy", "k", "y", "aa", "t", "pau", "s", "ae", "pau"], OURS)
    assert [place.phone for place in match.places] == ["pau", "dh", "iy", "k", "y", "aa", "t", "pau", "s", "ae", "pau"]
    by_phone = {place.phone: place for place in match.places}
    assert (by_phone["aa"].stress, by_phone["aa"].word) == (2, 1)
    assert (by_phone["y"].stress, by_phone["y"].word) == (0, 1)
    assert by_phone["s"].ending == Ending.QUESTION
    assert 0 < match.cost < 0.5


def test_a_pause_is_never_in_a_word() -> None:
    """Also one that only the teacher makes."""
    match = matched(["pau", "dh", "ax", "pau", "k", "ae", "t", "pau", "s", "ae", "t", "pau"], OURS)
    assert [place.word for place in match.places if place.phone == "pau"] == [-1] * 4
    assert all(place.word >= 0 for place in match.places if place.phone != "pau")


def test_another_sentence_costs_much() -> None:
    """So that it can be left out."""
    assert matched(["pau", "m", "ow", "r", "w", "aa", "t", "er", "n", "aw", "pau"], OURS).cost > 0.3
