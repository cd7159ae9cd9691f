"""Texts as they are typed → texts as they are said: abbreviations, chat spelling, capitals, and what no rule may break."""

from __future__ import annotations

import gc
import re
import sys
import time
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.toontalker.speech.house.chat_lines import CHAT_LINES
from toontalker.errors import RequestError
from toontalker.speech.house.spelling import spoken_text
from toontalker.speech.house.wording.chat_words import FIGURED, SAYINGS, SMALL_SAYINGS, SOUNDS
from toontalker.speech.text import clean_text

SLOWEST = 0.3
"""Seconds of processor time for 5,000 hostile characters; a tenth of it is usual, and a pattern that runs wild takes minutes."""
MOMENT = 0.02
"""Seconds of processor time that are too few to be compared."""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Mr. Smith, Mrs. Jones, Ms. Lee", "Mister Smith, Missus Jones, Miz Lee"),
        ("Dr. Who met Prof. Plum", "Doctor Who met Professor Plum"),
        ("St. Louis and on Main St.", "Saint Louis and on Main Street."),
        ("cats, e.g. lions, i.e. big ones, etc.", "cats, for example lions, that is big ones, et cetera."),
        ("cats vs. dogs vs mice", "cats versus dogs versus mice"),
        ("approx. five from the dept. of fun", "approximately five from the department of fun"),
        ("Bob Jr. of Acme Inc. left", "Bob Junior of Acme Incorporated left"),
        ("the U.S. and the U.K. of a Ph.D.", "the U S and the U K of a P H D"),
        ("in the U.S.A.", "in the U S eigh."),
        ("J. K. Rowling and George W. Bush", "J K Rowling and George W Bush"),
        ("vitamin C. It helps.", "vitamin C. It helps."),
        ("w/ me, w/o you, b/c", "with me, without you, because"),
        ("Henry VIII in World War II", "Henry the eighth in World War two"),
    ],
)
def test_abbreviations_lose_their_dots(typed: str, said: str) -> None:
    """They become words, and a dot stays only where the sentence ends too."""
    assert spoken_text(typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("the NBA and FBI", "the N B eigh and F B I"),
        ("GPU, URL, HTML, ETA, DIY", "G P U, U R L, H T M L, E T eigh, D I Y"),
        ("two GPUs on tv", "two G P U's on T V"),
        ("NASA and NATO", "Nasa and nato"),
        ("this is SO good", "this is so good"),
        ("HELLO WORLD WHY ARE YOU LIKE THIS", "hello world why are you like this"),
        ("TELL US ABOUT THE FBI", "tell us about the F B I"),
        ("the US won", "the U S won"),
        ("tHiS iS gReAt", "this is great"),
        ("R&B at AT&T", "R and B at eigh T and T"),
    ],
)
def test_capitals_are_spelled_or_shouted(typed: str, said: str) -> None:
    """What cannot be read as a word is spelled, with an A that is not taken for the article; a shouted sentence is read as words."""
    assert spoken_text(typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("lol idk, brb", "lawl I don't know, be right back"),
        ("OMG wtf, LMAO", "oh my god what the heck, L M eigh O"),
        ("how r u? u r late, r u ok", "how are you? you are late, are you okay"),
        ("ur dog, ur the best", "your dog, you're the best"),
        ("k. y tho, c u, cya", "okay. why though, see you, see ya"),
        ("nice 2 meet u 2, this is 4 me", "nice to meet you too, this is for me"),
        ("2 cats and 4 dogs", "two cats and four dogs"),
        ("gr8 l8r m8 b4 2day 4ever n00b", "great later mate before today forever noob"),
        ("im sure i dont, ive had it, yall", "I'm sure I don't, I've had it, y'all"),
        ("ill, well, were, its", "ill, well, were, its"),
        ("tmrw rn thx pls np ppl", "tomorrow right now thanks please no problem people"),
        ("gg ggwp", "G G G G, well played"),
        ("rock n roll, rock 'n' roll, get 'em", "rock and roll, rock and roll, get them"),
        ("cryin' 'cause it's o'clock", "crying because it's o'clock"),
        ("I love U, R U OK?", "I love you, are you okay?"),
        ("gonna wanna gotta kinda bruh", "gonna wanna gotta kinda bruh"),
        ("yess, hellloo, bruhh, stopp", "yes, hello, bruh, stop"),
        ("sat on the stoop in Hawaii", "sat on the stoop in Hawaii"),
    ],
)
def test_chat_spelling(typed: str, said: str) -> None:
    """Short forms become what people say for them, letters and figures become little words only in company that asks for it."""
    assert spoken_text(typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("hahahahahaha", "ha ha ha ha"),
        ("Haha, hehe, jajaja, hoho", "Ha ha, heh heh, ha ha ha, ho ho"),
        ("LOLOLOL", "lawl lawl"),
        ("mhm, shhh, psst, hmmm", "um-hum, shush, psst, hum"),
        ("grrr brr zzz tsk", "gurr burr zizz tsk"),
        ("aww eww ahhh ohhh mwah", "aw ew ah oh moo-wah"),
        ("Hawaii, aha, Baja, oho", "Hawaii, aha, Baja, oho"),
    ],
)
def test_laughing_and_other_sounds(typed: str, said: str) -> None:
    """Sounds of any length get a spelling that a voice reads as that sound, and a laugh ends after four syllables."""
    assert spoken_text(typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("example.com", "example dot com"),
        ("write to ann.lee@example.com", "write to ann dot lee at example dot com"),
        ("main.py v2.0.1", "main dot pie version two point zero point one"),
        ("C++ and C#", "C plus plus and C sharp"),
        ("iPhone 15 on YouTube", "I Phone fifteen on You Tube"),
        ("PS5 mp3 R2-D2 COVID-19", "P S five M P three R two D two covid nineteen"),
        ("3D 1v1, x2 5x H2O", "three D one versus one, times two five times H two O"),
        ("xX_player1_Xx", "player one"),
        ("snake_case #ThrowbackThursday", "snake case hashtag Throwback Thursday"),
        ("McDonald and LeBron", "McDonald and LeBron"),
        ("hello.how are you", "hello. how are you"),
        ("you & me @ home + dog", "you and me at home plus dog"),
    ],
)
def test_names_of_the_computer_age(typed: str, said: str) -> None:
    """Addresses, files, products, handles and signs are read out, and joined words part."""
    assert spoken_text(typed) == said


@pytest.mark.parametrize(
    "prose",
    [
        "It was the best of times, it was the worst of times; we had everything before us.",
        "Why, she asked, would anyone say such a thing? Nobody knew!",
        "The well-known mother-in-law's café (naïve as ever) was closed – again…",
        "I can't, won't and don't want to; O'Brien's brother said so: twice.",
        "He was ill as well, its paws were cold, and I wed no one in March.",
        "Thus he sat down in the sun. May I see you again, Zoë?",
        "She is in it for us, or so am I told; go on, do as he does.",
        "Ли, 你好, नमस्ते, مرحبا, かな。",
    ],
)
def test_plain_prose_stays_as_it_is(prose: str) -> None:
    """Words that need no rewriting are left alone, and so are other scripts."""
    assert spoken_text(prose) == prose


def test_curly_quotation_marks() -> None:
    """A curly apostrophe becomes a straight one; quotation marks, which nobody says, go."""
    assert spoken_text("“It’s ‘fine’,” she said.") == "It's fine, she said."


@pytest.mark.parametrize("words", sorted({*SAYINGS.values(), *SMALL_SAYINGS.values(), *FIGURED.values(), *(said for _, said in SOUNDS)}))
def test_what_chat_spelling_becomes_stays(words: str) -> None:
    """Everything in the tables is in words that no other rule takes for chat spelling, and all of it can be pronounced."""
    assert spoken_text(words) == words
    silent = [word for word in re.findall(r"[A-Za-z']+", words) if not re.search("[aeiouyAEIOUY]", word) and len(word) > 1]
    assert set(silent) <= {"psst", "tsk", "M's", "G's"}


@pytest.mark.parametrize("line", CHAT_LINES)
def test_every_chat_line_is_said_in_words(line: str) -> None:
    """No digit is left to chance, nothing falls silent, only words and pauses come out, and saying it twice changes nothing."""
    said = spoken_text(clean_text(line))
    assert not re.search(r"[0-9]", said)
    assert re.search(r"[a-z]", said, re.I)
    assert not re.search(r"[^\w '.,;:?!…()–—-]|_|(?<!\w)'|'(?!\w)|  ", said)
    assert spoken_text(said) == said


def test_chat_lines_differ() -> None:
    """There are many of them, no two alike."""
    assert len(CHAT_LINES) >= 120
    assert len(set(CHAT_LINES)) == len(CHAT_LINES)


CHAT_TEXT = st.lists(st.sampled_from(sorted({word for line in CHAT_LINES for word in line.split()})), min_size=1, max_size=8).map(" ".join)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(CHAT_TEXT)
def test_saying_twice_is_saying_once(typed: str) -> None:
    """What comes out of chat text needs no second saying."""
    with suppress(RequestError):
        said = spoken_text(clean_text(typed))
        assert spoken_text(said) == said


@settings(max_examples=400, deadline=None)
@given(st.text(st.characters(min_codepoint=1, max_codepoint=126), max_size=60))
@example("$1-$2,3.4.5:6/7-8%9'10\"11x12v13#14")
def test_no_digit_survives(typed: str) -> None:
    """For any ASCII text: no digit comes out, only signs that make pauses, and whoever put a letter or digit in hears something."""
    said = spoken_text(typed)
    assert not re.search(r"[0-9]", said)
    assert not re.search(r"[^A-Za-z '.,;:?!()–-]", said)
    assert bool(re.search(r"[A-Za-z]", said)) >= bool(re.search(r"[A-Za-z0-9]", typed))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_string_has_an_answer(typed: str) -> None:
    """Whatever the text, cleaned or not, a string comes back."""
    assert isinstance(spoken_text(typed), str)


@pytest.mark.parametrize(
    "piece",
    [
        *("1,", "a.", "((", "$1", "'", " - ", "1", "1-", "1/", "1:", "1+", "½", "5'", "1 ", "1111111111111111 "),
        *("aA", "A. ", "a@", "xX_", "ha", "u ", "h", "lo", "Jan 5", "#", "-", "é", "IV", "WAR IV ", "n ", "555-", "1,111,"),
    ],
)
def test_hostile_text_takes_no_longer(piece: str) -> None:
    """5,000 characters of anything are said in a moment, and four times as much takes about four times as long: no pattern goes over
    the text again and again, which takes 16 times as long.
    """
    short, long = (_spent((piece * 5000)[:length]) for length in (1250, 5000))
    assert long < SLOWEST
    assert long < 8 * short + MOMENT


def _spent(text: str) -> float:
    """Seconds of processor time for reading a text, at best; neither tracing nor what other tests left for the collector counts."""
    tries, trace = [], sys.gettrace()
    gc.disable()
    sys.settrace(None)
    try:
        for _ in range(3):
            start = time.process_time()
            spoken_text(text)
            tries.append(time.process_time() - start)
    finally:
        sys.settrace(trace)
        gc.enable()
    return min(tries)
