"""Reading a message: is it for us, which options does it begin or end with, and what is left to be said."""

from __future__ import annotations

import re
from typing import Final

from bot.command.command import Command
from bot.command.quotes import APOSTROPHES, OPENERS, closing, unquoted
from bot.command.vocabulary import (
    EMOJI,
    Kind,
    Meaning,
    as_language,
    as_style,
    as_voice,
    kind_named,
    meaning_of,
    value_named,
)

Options = dict[Kind, str]

_BLANKS: Final = "\u200b\u200e\u200f\u2060\u2066\u2067\u2068\u2069\ufeff"
"""Signs that cannot be seen, and that keyboards and copied texts put at the ends; the joiner of emoji is none of them."""
_BLANK: Final = rf"[\s{_BLANKS}]"
_MARK: Final = "\u0300-\u036f\u0483-\u0487"
"""Accents that follow their letter."""
_WORD: Final = rf"(?:[^\W_][{_MARK}]*)+"
_TOKEN: Final = rf"{_WORD}(?:-{_WORD})?"
_QUOTES: Final = re.escape(OPENERS)
_STOPS: Final = ",:;，：、；" + re.escape("".join(sign for sign in OPENERS if sign not in APOSTROPHES))
_ENDS: Final = rf"(?=$|{_BLANK}|[{_STOPS}])"
"""What may follow an option; no apostrophe, for "man's" is another word."""

_COMMAND: Final = re.compile(
    rf"(?:@(?P<called>\w{{1,64}})[\s,:]+)?[/／]toon(?:@(?P<name>\w{{1,64}}))?(?![\w@/／'’‘{_MARK}-]|\.\w)(?:[:：,，;](?=$|[^)(|*/\\]))?",
    re.I,
)
_BARE: Final = re.compile(rf"(?P<word>{_TOKEN}){_ENDS}")
_PAIR: Final = re.compile(rf"(?P<word>{_TOKEN}[ \t]+{_TOKEN}){_ENDS}")
_BRACKETS: Final = re.compile(rf"[\[(<][ \t]*(?P<word>{_TOKEN})[ \t]*[\])>]{_ENDS}")
_FLAG: Final = re.compile(rf"[-–—]{{1,2}}(?P<word>{_TOKEN}){_ENDS}")
_FLAG_VALUE: Final = re.compile(rf"[-–—]{{1,2}}(?P<key>{_WORD})[ \t]+(?P<value>[\w{_MARK}-]+){_ENDS}")
_KEY_VALUE: Final = re.compile(rf"(?:[-–—]{{1,2}})?(?P<key>{_WORD})[ \t]?[:=：][ \t]?(?P<value>[\w{_MARK}-]+){_ENDS}")
_EMOJI: Final = re.compile(rf"(?P<sign>[{''.join(EMOJI)}])[\U0001f3fb-\U0001f3ff]?\ufe0f?(?=$|{_BLANK}|[\w{_STOPS}])")
_LETTER: Final = re.compile(r"(?P<word>[^\W\d_])[:：](?=$|\s)")
_SEPARATOR: Final = re.compile(rf"(?:[,:;，：、；](?![)(|*/\\])|{_BLANK}+(?:[-–—]+|[:,;])(?={_BLANK}))?{_BLANK}*")
_FIRM_BREAK: Final = re.compile(rf"{_BLANK}*(?:$|[:：\n\r{_QUOTES}]|[-–—]+{_BLANK})")
"""What ends an option for sure: no sentence that begins with "man" goes on so."""
_COMMA: Final = ",;，、；"

_END_FLAG: Final = re.compile(rf"(?:--|—)(?P<word>{_TOKEN})")
_END_VALUE: Final = re.compile(rf"(?:(?:--|—)?(?P<key>{_WORD})[:=]|(?:--|—)(?P<flag>{_WORD})[ \t]+)(?P<value>[\w{_MARK}-]+)")
_LAST: Final = re.compile(rf"(?:^|(?<=[\s{_BLANKS}]))(?:(?:--|—)\S{{1,40}}[ \t]+)?\S{{1,80}}$")


def read_command(text: str, bot_name: str = "") -> Command | None:
    """What a message asks for; None if it is no /toon, or one for another bot.

    `bot_name` is the name by which the platform knows us, for ``/toon@name``, ``@name /toon`` and ``/toon @name``; without one, every
    name is ours.
    """
    message = _trimmed(text)
    match = _COMMAND.match(message)
    if match is None:
        return None
    ours = bot_name.lstrip("@").casefold()
    if ours and any(name.casefold() != ours for name in match.group("called", "name") if name is not None):
        return None
    rest = message[match.end() :]
    return read_text(re.sub(rf"\A\s+@{re.escape(ours)}(?!\w)[,:]?", "", rest, flags=re.I) if ours else rest)


def read_text(text: str) -> Command:
    """Options and text as they follow the command, or as they are typed where no command is needed. Takes any text."""
    options: Options = {}
    rest = _without_last(_without_first(_trimmed(text), options), options)
    rest = unquoted(_without_quoted(rest, options))
    return Command(
        text=_trimmed(rest),
        voice=as_voice(options.get("voice")),
        style=as_style(options.get("style")),
        language=as_language(options.get("language")),
    )


def _trimmed(text: str) -> str:
    """A text without what cannot be seen at its ends."""
    start, end = 0, len(text)
    while start < end and _is_blank(text[start]):
        start += 1
    while end > start and _is_blank(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_blank(sign: str) -> bool:
    """Whether a sign is white space or cannot be seen."""
    return sign.isspace() or sign in _BLANKS


def _without_first(text: str, options: Options) -> str:
    """A text without the options it begins with, which are noted; each kind once, for a second voice belongs to the text."""
    while found := _first(text, options):
        meaning, end = found
        options[meaning.kind] = meaning.value
        text = text[end:]
    return text


def _first(text: str, options: Options) -> tuple[Meaning, int] | None:
    """The option that a text begins with, and where what follows begins."""
    for read in (_explicit, _bare):
        found = read(text, options)
        if found is not None:
            meaning, end = found
            separator = _SEPARATOR.match(text, end)
            return meaning, separator.end() if separator else end
    return None


def _explicit(text: str, options: Options) -> tuple[Meaning, int] | None:
    """An option in a form that leaves no doubt: ``voice:male``, ``--male``, ``[male]``, an emoji, ``m:``."""
    for pattern in (_KEY_VALUE, _FLAG_VALUE):
        if (match := pattern.match(text)) and (kind := kind_named(match["key"])) and (meaning := value_named(kind, match["value"])):
            return _open(meaning, match.end(), options)
    for pattern in (_FLAG, _BRACKETS, _LETTER):
        if (match := pattern.match(text)) and (meaning := meaning_of(match["word"])):
            return _open(meaning, match.end("word") if pattern is _LETTER else match.end(), options)
    if match := _EMOJI.match(text):
        return _open(EMOJI[match["sign"]], match.end(), options)
    return None


def _open(meaning: Meaning, end: int, options: Options) -> tuple[Meaning, int] | None:
    """What was found, unless its kind was already said."""
    return None if meaning.kind in options else (meaning, end)


def _bare(text: str, options: Options) -> tuple[Meaning, int] | None:
    """An option that is just a word or two, where it does not look like the beginning of a sentence."""
    matches = (pattern.match(text) for pattern in (_PAIR, _BARE))
    match, meaning = next(((match, known) for match in matches if match and (known := meaning_of(match["word"]))), (None, None))
    if match is None or meaning is None or meaning.kind in options or meaning.firmness == "letter":
        return None
    if meaning.firmness != "firm" and not _stands_apart(text, match, meaning, options):
        return None
    return meaning, match.end()


def _stands_apart(text: str, match: re.Match[str], meaning: Meaning, options: Options) -> bool:
    """Whether a noun is meant as an option: in ``man: Hello`` and ``girl ink hello`` it is, in ``Man, I love it`` it is not."""
    if options.keys() & {"voice", "style"} or _FIRM_BREAK.match(text, match.end()):
        return True
    separator = _SEPARATOR.match(text, match.end())
    rest = text[separator.end() if separator else match.end() :]
    if _first(rest, {**options, meaning.kind: meaning.value}):
        return True
    if text[match.end()] in _COMMA:
        return False
    word = match["word"]
    begins = (word[:1].isupper() and not word.isupper()) or rest[:1].islower()
    return meaning.firmness == "noun" or not begins


def _without_last(text: str, options: Options) -> str:
    """A text without the options it ends with; only in forms that no sentence ends with."""
    while match := _LAST.search(text):
        found = _last(match.group(), options) or _last(match.group().split()[-1], options)
        if found is None:
            break
        meaning, written = found
        options[meaning.kind] = meaning.value
        text = _trimmed(text[: len(text) - len(written)])
    return text


def _last(written: str, options: Options) -> tuple[Meaning, str] | None:
    """What the last word or two ask for, and these."""
    meaning = None
    if match := _END_FLAG.fullmatch(written):
        meaning = meaning_of(match["word"])
    elif match := _END_VALUE.fullmatch(written):
        kind = kind_named(match["key"] or match["flag"])
        meaning = value_named(kind, match["value"]) if kind else None
    return None if meaning is None or meaning.kind in options else (meaning, written)


def _without_quoted(text: str, options: Options) -> str:
    """A text in quotes without the options behind it, for the quotes say where it ends; any other text as it is."""
    end = closing(text)
    if end is None or end == len(text) - 1:
        return text
    behind = dict(options)
    if _without_first(_trimmed(text[end + 1 :]), behind):
        return text
    options.update(behind)
    return text[: end + 1]
