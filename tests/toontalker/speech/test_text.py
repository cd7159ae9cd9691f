"""Cleaning of texts: what people type in chats, and what is meant to break programs."""

from __future__ import annotations

import random
import time
import unicodedata
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toontalker.errors import NothingToSay, RequestError, TextTooLong
from toontalker.speech.text import clean_text


@pytest.mark.parametrize(
    ("typed", "spoken"),
    [
        ("Look: https://example.com/a?b=1 now", "Look: now"),
        ("see www.example.com, ok", "see ok"),
        ("go to youtu.be/xyz123 quick", "go to quick"),
        ("Hello @bob and <@!123456> and <#99> <:pog:42> <t:1700000000:R>", "Hello and and"),
        ("write to ann@example.com", "write to ann@example.com"),
        ("**bold** _it_ __u__ ~~no~~ ||secret|| `code` snake_case", "bold it u no secret code snake case"),
        ("[click here](https://example.com) please", "click here please"),
        ("# Title\n- one\n- two\n\n> quoted", "Title. one. two. quoted"),
        ("First line\r\nsecond line!\nthird", "First line. second line! third"),
        ("2*3 and 3/4", "2 × 3 and 3/4"),
        ("he/she km/h", "he she km h"),
        ("wait - what -- now", "wait – what – now"),
        ("-5 degrees", "−5 degrees"),
        ("--help", "help"),
        ("well-known 2024-05-01", "well-known 2024-05-01"),
        ("what?!?!?! no...... ok!!!!", "what? no… ok!"),
        ("C++ costs $5, 50% & more", "C++ costs $5, 50% & more"),
        ("𝓗𝓮𝓵𝓵𝓸 Ⓦⓞⓡⓛⓓ ｈｉ！", "Hello World hi!"),
        ("Z\u0323\u0302\u0308\u0311\u0317a\u0336lgo", "Ẓ\u0317\u0302algo"),
        ("e\u0301te\u0301", "été"),
        ("\u202eabc\u202c\x00d\u200be\x1b[31mf", "abcde 31mf"),
        ("1\ufe0f\u20e3 2\ufe0f\u20e3", "1 2"),
        ("nice :) xD ^^", "nice"),
        ("I ❤️ you and I <3 cats", "I love you and I love cats"),
        ("happy birthday 🎂🎉👩🏽\u200d🚀", "happy birthday"),
        ("sooo noooo hellooo waaay pleaseee freeee cooool yesss", "so no hello way please free cool yess"),
        ("aaaaaaaa hahahahahahahaha 1000000 III VIII", "aaa hahaha 1000000 III VIII"),
        ("哈哈哈哈哈哈哈", "哈哈哈"),
        ("¿Qué tal? ¡Bien!", "¿Qué tal? ¡Bien!"),
        ("नमस्ते। आप कैसे हैं", "नमस्ते। आप कैसे हैं"),
        ("hi , there . . . ok ?", "hi, there. ok?"),
        ("¯\\_(ツ)_/¯", "(ツ)"),
    ],
)
def test_a_chat_message_becomes_what_one_would_read_aloud(typed: str, spoken: str) -> None:
    """Links, mentions, markup, emoji, fancy letters and noise go; words, numbers and pauses stay."""
    assert clean_text(typed) == spoken


@pytest.mark.parametrize(
    ("typed", "spoken"),
    [
        ("😂😂😂", "ha ha ha"),
        ("👍🏽", "well done"),
        ("❤️", "love"),
        ("🇫🇷", "a flag"),
        ("🦔", "hedgehog"),
        (":)", "all right"),
        ("🎂 🎉", "happy birthday, hooray"),
    ],
)
def test_emoji_alone_are_spoken(typed: str, spoken: str) -> None:
    """A text of nothing but emoji is said in words, each once."""
    assert clean_text(typed.replace(":)", "🙂")) == spoken


@pytest.mark.parametrize(
    "typed", ["", "   \n", "!!! ???", "\u3164\u3164", "\u200b\u200d", "***", "https://example.com", "@bob", "\x00", "🏽", "\u2800"]
)
def test_nothing_to_say_is_told_in_a_sentence(typed: str) -> None:
    """What holds no word is refused."""
    with pytest.raises(NothingToSay, match=r"^There is nothing to say .*\.$"):
        clean_text(typed)


def test_a_text_may_be_as_long_as_the_limit_and_no_longer() -> None:
    """The limit counts characters after cleaning; the sentence names it."""
    assert len(clean_text("ab " * 10, longest=29)) == 29
    with pytest.raises(TextTooLong, match="under 28 characters"):
        clean_text("ab " * 10, longest=28)
    assert clean_text("hi https://example.com/" + "x" * 100, longest=5) == "hi"
    with pytest.raises(TextTooLong):
        clean_text(" " * 1_000_000)


_PIECES = """❤ 🙂 ** _ @ <@ https:// - -- [ ]( / <3 :) aaa ooo 1 . ! ? … 哈 <speak> &lt; [[ ]] + # ﷺ 𝓐 Ⓐ m² ½"""
_CODES = ["\u202e", "\u0301", "\u0336", "\ufe0f", "\u200d", "\x00", "\x1b", "\n", "\ud800", "\U0010ffff", "\u3000", " "]
_NASTY = st.sampled_from([*_PIECES.split(), *_CODES])
_TEXTS = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=()), max_size=60),
    st.lists(st.one_of(_NASTY, st.text(max_size=4)), max_size=30).map("".join),
)


def _random_texts(count: int) -> Iterator[str]:
    """Unicode of all kinds: code points from anywhere, from the blocks that matter, and pieces of markup, mixed."""
    chance = random.Random(20)
    blocks = [(0, 0x10FFFF), (32, 126), (0x300, 0x36F), (0x900, 0xD7F), (0x2000, 0x206F), (0x4E00, 0x4E20), (0x1F300, 0x1FAFF)]
    pieces = [*_PIECES.split(), *_CODES, "hello", " ", "e", "\n"]
    for _ in range(count):
        low, high = chance.choice(blocks)
        yield "".join(chance.choice((chr(chance.randint(low, high)), chance.choice(pieces))) for _ in range(chance.randint(1, 40)))


def test_no_text_breaks_the_cleaning() -> None:
    """Of 3,000 random texts each ends as a sound line or as a refusal, and cleaning that line again changes nothing."""
    spoken = 0
    for typed in _random_texts(3000):
        with suppress(RequestError):
            _check(clean_text(typed))
            spoken += 1
    assert spoken > 1500


@settings(max_examples=150, deadline=None)
@given(_TEXTS)
def test_no_text_that_is_searched_for_breaks_the_cleaning(typed: str) -> None:
    """The same where hypothesis looks for the worst."""
    with suppress(RequestError):
        _check(clean_text(typed))


def _check(spoken: str) -> None:
    """One line of NFC, no control or invisible signs, at most two accents in a row, a word to say, nothing left to clean."""
    categories = [unicodedata.category(sign) for sign in spoken]
    assert not {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} & set(categories)
    assert unicodedata.is_normalized("NFC", spoken)
    assert "Mn Mn Mn" not in " ".join(categories)
    assert spoken == spoken.strip()
    assert not spoken.startswith("-")
    assert any(category[0] in "LN" for category in categories)
    assert clean_text(spoken) == spoken


@pytest.mark.parametrize(
    "unit", ["*a", "[", "<@", "a.", "@", ":", "ab", "-a", "[a](", "`", "a-", "ha", ". ", "\u0301", "a/", "I ", "<3", "e", "- "]
)
def test_no_text_makes_the_cleaning_slow(unit: str) -> None:
    """The longest text that is looked at is done in a moment, whatever it repeats."""
    started = time.perf_counter()
    with suppress(RequestError):
        clean_text(unit * (24_000 // len(unit)))
    assert time.perf_counter() - started < 2
