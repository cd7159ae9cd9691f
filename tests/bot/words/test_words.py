from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.command import Command, read_text
from bot.words import LANGUAGES, Forms, Words, placeholders, words_for
from bot.words.catalogue import own_sentences
from bot.words.plurals import categories
from toontalker import errors
from toontalker.clip import AUDIO_VOICES, DRAWN_STYLES, STAGES, STYLES

ENGLISH = dict(own_sentences("en"))
BOT = Path(bot.__file__).parent
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")
NAME = re.compile(r"(?:desk|failure|standing|commands|discord|telegram|page)\.[A-Za-z0-9_]+")
LOGGERS = ("logs.py",)
"""Files that name loggers, which are called like sentences: discord.http."""
VALUES = {
    "asker": "Ann", "style": "Ink", "text": "Hello there", "when": "…", "what": "…", "commands": "block, unblock", "styles": "ink, paint",
    "contact": "ann@example.org", "services": "Google", "name": "toon_talker_bot",
}  # fmt: skip
"""Something for each value that is no number."""


def every_form(words: Words, name: str) -> list[str]:
    """A sentence filled in, for a good many numbers."""
    taken = placeholders(words.sentences[name])
    return [words(name, **{key: VALUES.get(key, number) for key in taken}) for number in (0, 1, 2, 5, 11, 21, 22, 300, 1.5)]


def test_english_is_there_first() -> None:
    """Every language has a file, and English, which stands in for all, is one of them."""
    assert {path.stem for path in (BOT / "words").glob("*.toml")} == set(LANGUAGES)
    assert LANGUAGES[0] == "en"


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_left_untranslated(language: str) -> None:
    """Each language has the names of English, no more and no fewer, and each sentence takes the same values."""
    own = dict(own_sentences(language))
    assert sorted(ENGLISH.keys() - own.keys()) == []
    assert sorted(own.keys() - ENGLISH.keys()) == []
    assert not {name: placeholders(own[name]) for name in own if placeholders(own[name]) != placeholders(ENGLISH[name])}


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_are_whole(language: str) -> None:
    """A sentence in forms has one for each category of its language, or `other` alone beside exact numbers."""
    for name, sentence in own_sentences(language):
        if isinstance(sentence, Forms):
            kinds = {kind for kind in sentence.forms if not re.fullmatch(r"=\d+", kind)}
            assert kinds in ({"other"}, set(categories(language))), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_said(language: str) -> None:
    """Whatever the numbers, a sentence comes out with nothing left to fill in, tidy, and with one space between words."""
    words = words_for(language)
    for name in words.sentences:
        for said in every_form(words, name):
            assert said, name
            assert said == said.strip(), name
            assert not re.search(r"[{}]|  |\t|\r", said), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_begins_with_a_picture_does_so_everywhere(language: str) -> None:
    """Emoji at the front are part of the layout: the same in every language."""
    words = words_for(language)
    for name, sentence in ENGLISH.items():
        first = (sentence if isinstance(sentence, str) else sentence.forms["other"]).split()[0]
        if not re.search(r"[\w{/(“•]", first):
            assert all(said.startswith(first) for said in every_form(words, name)), name


def _strings(folder: Path) -> list[tuple[str, str, bool]]:
    """Strings in the code of the bot: the file, the string, and whether more follows it, as in f"desk.style_{style}"."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
        begun = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values[:-1]}
        constants = [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        found += [(path.name, str(node.value), id(node) in begun) for node in constants]
    return found


def test_every_name_in_the_code_is_there() -> None:
    """A sentence that is asked for by a name in the code exists, and so does one for each beginning of a name."""
    asked = [(file, name, begun) for file, name, begun in _strings(BOT) if NAME.fullmatch(name) and file not in LOGGERS]
    assert asked
    assert [
        (file, name) for file, name, begun in asked if not (any(known.startswith(name) for known in ENGLISH) if begun else name in ENGLISH)
    ] == []


def test_no_sentence_is_left_over() -> None:
    """Every sentence is asked for: by its name, by the beginning of it, or by the page, which knows its own without their section."""
    strings = _strings(BOT)
    whole, beginnings = {name for _, name, _ in strings}, {name for _, name, begun in strings if begun}
    page = "\n".join(path.read_text("utf-8") for path in (BOT / "page").rglob("*") if path.suffix in (".html", ".js"))
    on_page = set(re.findall(r"\w+", page)) | whole
    assert [
        name
        for name in ENGLISH
        if name not in whole
        and not any(NAME.match(start + "x") and name.startswith(start) and start != "page." for start in beginnings)
        and name.partition(".")[2] not in on_page
        and not any(name.partition(".")[2].startswith(start) for start in re.findall(r"`(\w+_)\$", page))
    ] == []


def test_every_call_gives_the_values_of_its_sentence() -> None:
    """Where a sentence is asked for by its whole name, each of its values is handed over, and none that it does not take."""
    wrong, calls = [], 0
    for path in sorted(BOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(args=[ast.Constant(value=str(name)), *_], keywords=given) if name in ENGLISH:
                    calls += 1
                    if {keyword.arg for keyword in given} != placeholders(ENGLISH[name]):
                        wrong.append((path.name, node.lineno, name))
    assert calls
    assert wrong == []


def test_what_is_asked_for_by_half_a_name_is_there() -> None:
    """Stages, styles, voices and our refusals each have their sentence, by the names the rest of the house gives them."""
    faults = [name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.RequestError)]
    wanted = [
        *(f"standing.{stage}" for stage in STAGES),
        *(f"desk.style_{style}" for style in STYLES),
        *(f"desk.style_{style}_is" for style in STYLES),
        *(f"desk.voice_{voice.replace('-', '_')}" for voice in AUDIO_VOICES),
        *(f"failure.{fault}" for fault in faults if fault != "RequestError"),
    ]
    assert [name for name in wanted if name not in ENGLISH] == []


LIMITS = {
    r"commands\.(?!toon_this).*": (3, 100),
    r"commands\.toon_this": (1, 32),
    r"discord\.name_.*": (1, 32),
    r"discord\.modal_title": (1, 45),
    r"discord\.modal_.*": (1, 45),
    r"discord\.(admin|option_line)": (1, 100),
    r"(desk|discord)\.button_.*|desk\.face": (1, 80),
    r"desk\.(style|voice)_.*": (1, 100),
    r"telegram\.field_.*": (1, 64),
    r"telegram\.(forget|delete)_yourself|desk\.(not_yours|gone|gone_photo|deleted|done|not_here|not_for_you|blocked)": (1, 200),
    r"discord\.[^no].*|telegram\..*|desk\..*|failure\..*": (1, 1990),
    r"desk\.alt.*": (1, 1024 - 900),
    r"desk\.caption": (1, 1024 - 300),
}
"""What the platforms allow. Discord: 100 characters for a description, 32 for a name, 45 in a modal, 80 on a button, 1,024 for an
alternative text (of which what is said may take 900), 2,000 for a message. Telegram: 3 to 256 for a command, 64 in a field, 200 in the
answer to a click, 1,024 below a video.
"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pattern", LIMITS)
def test_the_platforms_take_it(language: str, pattern: str) -> None:
    """No sentence is longer than the platform takes it, or too short, counted as Telegram does, in UTF-16."""
    least, most = LIMITS[pattern]
    words = words_for(language)
    names = [name for name in words.sentences if re.fullmatch(pattern, name)]
    assert names
    for name in names:
        for said in every_form(words, name):
            assert least <= len(said.encode("utf-16-le")) // 2 <= most, (name, said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_options_fit_discord(language: str) -> None:
    """Discord takes lower-case letters of any language, and each option has a name of its own."""
    names = [sentence for name, sentence in own_sentences(language) if name.startswith("discord.name_")]
    assert all(isinstance(name, str) and re.fullmatch(r"[-\w]{1,32}", name) and name == name.lower() for name in names)
    assert len(set(map(str, names))) == len(names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_of_the_help_work(language: str) -> None:
    """What /help tells people to type is understood as it says: nothing, a voice, a style and a voice, a language."""
    help_text = words_for(language)("desk.help", styles="ink")
    plain, voice, both, spoken = (read_text(line.removeprefix("/toon")) for line in help_text.splitlines() if line.startswith("/toon "))
    text = plain.text
    assert plain == Command(text)
    assert voice == Command(text, "male")
    assert both == Command(text, "female", "ink")
    assert spoken.language is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_styles_and_voices_can_be_typed(language: str) -> None:
    """A style or a voice can be asked for by the name under which it is shown, in every language."""
    words = words_for(language)
    for voice in ("male", "female"):
        assert read_text(f"{words(f'desk.voice_{voice}')}: Hello").voice == voice
    for style in DRAWN_STYLES:
        assert read_text(f"{words(f'desk.style_{style}')} Hello") == Command("Hello", style=style)


@pytest.mark.parametrize(
    ("locale", "language"),
    [("pt-BR", "pt"), ("pt_PT", "pt"), ("en-US", "en"), ("es-419", "es"), ("DE", "de"), ("ru", "ru"), ("tr-TR", "tr"), ("it", "it"),
     ("fr-CA", "fr"), ("zh-hans", "en"), ("zh-CN", "en"), ("uk", "en"),
     ("", "en"), ("-", "en"), ("auto", "en"), ("../en", "en"), (" fr ", "fr")],
)  # fmt: skip
def test_platforms_spell_locales_in_many_ways(locale: str, language: str) -> None:
    """Region and spelling make no difference, and who has no file here gets English."""
    assert words_for(locale).language == language


@given(st.text())
def test_any_locale_gives_words(locale: str) -> None:
    """Rubbish from a platform is English."""
    assert words_for(locale).language in LANGUAGES


def test_a_wrong_name_is_our_bug() -> None:
    """A name or a value that is missing is a KeyError, not a half sentence for people."""
    words = words_for("en")
    with pytest.raises(KeyError):
        words("desk.no_such_sentence")
    with pytest.raises(KeyError):
        words("desk.caption")
    with pytest.raises(KeyError):
        words("desk.forgotten")
    assert "desk.no_such_sentence" not in words
    assert "desk.caption" in words


@given(st.text())
def test_a_value_is_never_a_pattern(asker: str) -> None:
    """What a person is called is put in as it is, also with braces in it."""
    assert words_for("en")("desk.caption", asker=asker).endswith(asker)


def test_numbers_decide_between_forms() -> None:
    """Exact numbers come first, then the categories; the number may be a value of another name."""
    forgotten = words_for("ru")
    assert [forgotten("desk.forgotten", count=count).split(":")[-1].split()[:3] for count in (1, 2, 5, 21)] == [
        ["1", "твой", "клип"],
        ["2", "твоих", "клипа"],
        ["5", "твоих", "клипов"],
        ["21", "твой", "клип"],
    ]
    assert "nothing" in words_for("en")("desk.forgotten", count=0)
    assert "next" in words_for("en")("standing.queued", place=1, when="now")
    assert "1,5 Stunden" in words_for("de")("desk.privacy", hours=1.5)
    assert "24 hours" in words_for("en")("desk.privacy", hours=24.0)
