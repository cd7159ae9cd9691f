from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.command import Command, read_command, read_text
from bot.command.quotes import OPENERS
from bot.command.vocabulary import EMOJI, meaning_of
from toontalker.clip import STYLES, VOICES
from toontalker.languages import ESPEAK_VOICES

WORDS = ("Hello", "there", "I'm", "здравствуй", "çok", "你好", "42", "🎉", "👨‍👩‍👧", "naïve", "¡Olé!", "a-b", "x:y", "(well)", "…")
"""None of them is an option, not even at an end."""
PLAIN = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).flatmap(
    lambda words: st.lists(st.sampled_from([" ", "\n", "  ", "\n\n"]), min_size=len(words) - 1, max_size=len(words) - 1).map(
        lambda gaps: "".join(itertools.chain.from_iterable(zip(words, [*gaps, ""], strict=True)))
    )
)
"""Texts with inner line breaks, emoji and apostrophes, and without an option."""
VOICE_WORDS = {
    "male": ("male", "MALE", "männlich", "erkek", "voice:male", "--male", "[male]", "👨"),
    "female": ("female", "weiblich", "♀️", "-f"),
}
STYLE_WORDS = {
    "ink": ("ink", "Ink", "style=ink", "--ink", "comic"),
    "toon3d": ("toon3d", "3D"),
    "paint": ("paint", "gemälde"),
    "sticker": ("sticker",),
}
QUOTES = ('""', "“”", "„“", "„”", "«»", "»«", "‹›", "「」", "『』", "＂＂", "❝❞")


def spoken(text: str) -> Command:
    """A command of a text alone."""
    return Command(text=text)


@pytest.mark.parametrize(
    ("message", "command"),
    [
        ("/toon", Command()),
        ("/toon Hello", Command("Hello")),
        ("/toon male Hello", Command("Hello", "male")),
        ("/toon@ToonBot Male: Hello", Command("Hello", "male")),
        ('/TOON ink female "Hello there"', Command("Hello there", "female", "ink")),
        ("/toon voice:male style=ink lang:de Hallo", Command("Hallo", "male", "ink", "de")),
        ("/toon male, ink: Hello", Command("Hello", "male", "ink")),
        ("/toon: ink – Hello", Command("Hello", None, "ink")),
        ("/toon --voice male --lang pt-BR Oi", Command("Oi", "male", None, "pt-br")),
        ("/toon language:german Hallo", Command("Hallo", None, None, "de")),
        ("/toon lang:auto Hallo", Command("Hallo")),
        ("/toon Stimme: weiblich Stil: Tinte Hallo", Command("Hallo", "female", "ink")),
        ("/toon homme : bonjour", Command("bonjour", "male")),
        ("/toon мужской Привет", Command("Привет", "male")),
        ("/toon mujer hola", Command("hola", "female")),
        ("/toon 👩🏽 Hi", Command("Hi", "female")),
        ("/toon ♂️Hi", Command("Hi", "male")),
        ("/toon male\nline one\n\nline two 👨‍👩‍👧", Command("line one\n\nline two 👨‍👩‍👧", "male")),
        ("/toon Hello --ink", Command("Hello", None, "ink")),
        ("/toon Hello —ink voice:male", Command("Hello", "male", "ink")),
        ("/toon „Hallo“ --ink", Command("Hallo", None, "ink")),
        ('/toon "Hello" ink female', Command("Hello", "female", "ink")),
        ('/toon “He said "hi" twice”', Command('He said "hi" twice')),
        ('/toon „Hallo"', Command("Hallo")),
        ("/toon «Il a dit «oui» hier»", Command("Il a dit «oui» hier")),
        ("/toon 'I'm fine'", Command("I'm fine")),
        (" \u200e @toonbot, /toon ink Hi", Command("Hi", None, "ink")),
        ("/toon @ToonBot ink Hi", Command("Hi", None, "ink")),
        ("／toon male Hi", Command("Hi", "male")),
        ("/toon male voice 3D cartoon Hi", Command("Hi", "male", "toon3d")),
    ],
)
def test_what_people_type_is_understood(message: str, command: Command) -> None:
    """Every form that people are known to type gives what they mean."""
    assert read_command(message, "toonbot") == command


@pytest.mark.parametrize(
    "message",
    ["", "toon Hello", "Hello /toon", "/toons Hello", "/toonify Hello", "/toon-styles", "/toon_x", "/toon/x", "/toon.jpg", "/toon's great",
     "/toon@other Hello", "@other /toon Hello", "/toon@", "/too n", "/tooń Hello", unicodedata.normalize("NFD", "/tooń Hello")],
)  # fmt: skip
def test_other_messages_are_none_of_ours(message: str) -> None:
    """What is no /toon, or one for another bot, is left alone."""
    assert read_command(message, "toonbot") is None


def test_every_name_is_ours_where_we_have_none() -> None:
    """Without a name of our own, /toon@anybody is for us."""
    assert read_command("/toon@anybody male Hi") == Command("Hi", "male")


@pytest.mark.parametrize(
    "text",
    ["I am male", "m", "f", "M or F?", "f Hello", "Man, I love it", "man muss das mal sagen", "man's best friend", "male's world",
     "boy oh boy", "girl, you rock", "woman, life, freedom", "Frau Müller ist da", "hombre, qué tal", "мужчина вошёл", "flat earth",
     "Toonify Hello", "TOONIFY", "lang:xx Hello", "voice:robot Hello", "style: very nice", "say male:", "Hello -ink", "Hello male",
     "Hello, female", "- Hello", ": Hello", "👨‍👩‍👧 my family", "🙋‍♂️ me", "👨❤️👩", "-5 degrees", ":) hi", '"a" and "b"', "«a» b «c»",
     "https://x.example/?style=ink", "malevolent", "inks", "in.ink Hello", "ink-jet printers", 'He said "male"'],
)  # fmt: skip
def test_what_is_no_option_is_said(text: str) -> None:
    """A word that is part of what shall be said stays there."""
    assert read_command(f"/toon {text}") == spoken(text)


@pytest.mark.parametrize(
    ("text", "voice", "left"),
    [
        ("man: Hello", "male", "Hello"),
        ("man\nhello", "male", "hello"),
        ("man Hello", "male", "Hello"),
        ('man "hello"', "male", "hello"),
        ("man ink hello", "male", "hello"),
        ("ink man hello", "male", "hello"),
        ("man, ink: hello", "male", "hello"),
        ("m: Hello", "male", "Hello"),
        ("(f) Hello", "female", "Hello"),
        ("-w Hello", "female", "Hello"),
        ("voice:m Hello", "male", "Hello"),
        ("girl", "female", ""),
        ("female:) hi", "female", ":) hi"),
    ],
)
def test_doubtful_words_need_a_sign(text: str, voice: str, left: str) -> None:
    """A word that a sentence may begin with is an option where a colon, a line, quotes, another option or a capital tell it."""
    command = read_text(text)
    assert (command.voice, command.text) == (voice, left)


@pytest.mark.parametrize(("kind", "word"), [("voice", "male"), ("voice", "female"), *(("style", style) for style in STYLES)])
def test_an_option_alone_lacks_its_text(kind: str, word: str) -> None:
    """/toon male asks for a voice and says nothing yet; /toon "male" says male."""
    alone, quoted = read_command(f"/toon {word}"), read_command(f'/toon "{word}"')
    assert alone is not None
    assert (alone.text, getattr(alone, kind)) == ("", word)
    assert quoted == spoken(word)


def test_a_second_voice_is_said() -> None:
    """Each kind of option counts once; a second one belongs to the text, at both ends."""
    assert read_text("male female models --male") == Command("female models --male", "male")


def test_words_count_in_either_normal_form() -> None:
    """A keyboard that sends letter and accent apart is understood, and the text keeps its form."""
    typed = unicodedata.normalize("NFD", "männlich Féin")
    assert read_text(typed) == Command(unicodedata.normalize("NFD", "Féin"), "male")


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    """Any Unicode is read without an error, and what comes out is valid."""
    for command in (read_text(text), read_command("/toon " + text, "bot"), read_command(text)):
        if command is not None:
            assert command.voice in (None, *VOICES)
            assert command.style in (None, *STYLES)
            assert command.language is None or command.language in ESPEAK_VOICES
            assert command.text in text


SIGNS = [*"/@:=-–—,'\"„“«»[](){}<> \n\u200d\ufe0f👨👩🏽mf", "toon", "male", "ink", "man", "lang", "voice", "--", "de"]
"""What the grammar is made of."""


@given(st.lists(st.sampled_from(SIGNS)))
def test_no_heap_of_signs_is_too_strange(parts: list[str]) -> None:
    """The same for heaps of the grammar's own signs."""
    text = "".join(parts)
    command = read_text(text)
    assert command.text in text
    assert read_command(text) is None or text.lstrip("\u200e \n").startswith(("/", "@"))


@given(PLAIN)
def test_a_text_without_options_is_not_touched(text: str) -> None:
    """It comes back as it was, with its line breaks, emoji and apostrophes."""
    assert read_command(f"/toon {text}") == read_command(f" /Toon\n{text}  ") == spoken(text) == read_text(f" {text}\n")


@given(PLAIN, st.sampled_from(QUOTES))
def test_quotes_say_what_is_said(text: str, quotes: str) -> None:
    """Quotation marks round the whole of a text are taken off, and what stood in them is the text to the letter."""
    assert read_text(f"{quotes[0]}{text}{quotes[1]}") == spoken(text)


@given(st.text(), st.sampled_from(QUOTES))
def test_a_text_in_quotes_is_read_back(text: str, quotes: str) -> None:
    """Whatever was understood, in quotes it is understood as just that; so options and quotes can always be said."""
    said = read_text(text).text
    assume(said and not set(said) & set(quotes))
    assert read_text(f"{quotes[0]}{said}{quotes[1]}").text == said


@given(st.text(), st.sampled_from(VOICES), st.sampled_from(STYLES), st.sampled_from(["de", "pt-br", "zh"]))
def test_reading_is_stable(text: str, voice: str, style: str, language: str) -> None:
    """A command that is written out and read again is the same command."""
    said = read_text(text).text
    assume(said and not set(said) & {"「", "」"})
    written = f"voice:{voice} style:{style} lang:{language} 「{said}」"
    first = read_text(written)
    assert (first.text, first.voice, first.style, first.language) == (said, voice, style, language)


@given(
    st.sampled_from([(voice, word) for voice, words in VOICE_WORDS.items() for word in words]),
    st.sampled_from([(style, word) for style, words in STYLE_WORDS.items() for word in words]),
    st.sampled_from([("de", "lang:de"), ("fr", "language=french"), ("pt-br", "--lang pt_BR")]),
    st.permutations([0, 1, 2]),
    st.sampled_from([" ", ", ", "\n", "  ", " - "]),
    PLAIN,
)
def test_options_come_in_any_order(
    voice: tuple[str, str], style: tuple[str, str], language: tuple[str, str], order: list[int], gap: str, text: str
) -> None:
    """The order of the options at the front makes no difference, nor does what parts them."""
    chosen = (voice, style, language)
    written = gap.join(chosen[index][1] for index in order)
    command = read_command(f"/toon {written}{gap}{text}")
    assert command is not None
    assert (command.text, command.voice, command.style, command.language) == (text, voice[0], style[0], language[0])


@given(PLAIN, st.permutations(["voice:female", "--paint", "lang:fr"]))
def test_options_at_the_end_are_explicit(text: str, last: list[str]) -> None:
    """At the end, voice:female and --paint are options, too."""
    assert read_text(" ".join([text, *last])) == Command(text, "female", "paint", "fr")


def test_the_words_of_the_tests_are_what_they_claim() -> None:
    """The plain words hold no option, and every emoji that stands for a voice is one sign."""
    assert not [word for word in WORDS if meaning_of(word)]
    assert all(len(sign) == 1 for sign in EMOJI)
    assert all(len(pair) == 2 and pair[0] in OPENERS for pair in QUOTES)


def test_long_texts_are_read() -> None:
    """A hundred thousand signs of any kind are read like ten."""
    for unit in ("a", " ", "male ", "--x ", '"', "voice:", "«", "-", "\n", "'a", "—x \t"):
        text = unit * (100_000 // len(unit))
        assert read_text(text).text in text
