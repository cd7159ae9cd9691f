"""Chat spelling → the words that people say for it."""

from __future__ import annotations

import re
from functools import lru_cache

from toontalker.speech.house.wording.chat_words import EVERYDAY, FIGURED, NOT_STRETCHED, SAYINGS, SMALL_SAYINGS, SOUNDS
from toontalker.speech.house.wording.number_words import NUMBER_WORDS
from toontalker.speech.house.wording.rewriting import Rule, rewritten

MOST_LAUGHS = 4
"""Syllables; a laugh of ten is not funnier."""

_ALONE = r"(?<![\w'&-])(?:{})(?![\w'&-])"
_ARE_AFTER = "u|you|we|they|who|how|what|where|when|why|there|these|those|here|things|guys|people|ppl|kids|dogs|cats"
_PEOPLE_BRIEF = "u|ur|me|him|her|them|us"
_END = r"(?![\w'-])"
_YOURE_BEFORE = "an?|the|so|my|not|too|very|really|welcome|gonna|going|just|such|always|never"
_ID_BEFORE = "like|love|rather|say|be|have|never|go|do|take|give|prefer|hate|want|still|also"
_PEOPLE = "u|ur|you|we|they|me|him|us|them|my|the"
_LAUGH = re.compile(r"(b|bw|m[uw]|)(?:[hj]*+a++)+[hj]*|(?:[hj]*+e++)+[hj]*|(?:h*+i++)+h*|(?:h*+o++)+h*")
_LAUGHS = {"a": "ha", "e": "heh", "i": "hee", "o": "ho"}
_LAUGH_BEGINS = {"b": "bah", "bw": "bwah", "mw": "moo-wah", "mu": "moo-wah"}
_MAYBE_SOUND = re.compile(r"([^\W\d_])\1|^[^aeiouy]+$|^lolo")
_DRAWN_OUT = re.compile(r"([yhkwiauvxjq])\1++$|(?<=in)gg++$")


def figured_words(text: str) -> str:
    """Words that are written with figures, as `gr8`, and figures that stand for little words, as in `4 u`."""
    return rewritten(text, _FIGURES)


def unclipped(text: str) -> str:
    """Words that begin with an apostrophe in full, as long as it is still there: `'em`, `'cause`, `rock 'n' roll`."""
    return rewritten(text, _CLIPPED)


def chat_words(text: str) -> str:
    """The text with everything else that is chat spelling in words; to be called when no figures are left in it."""
    if _LONE_LETTER.search(text):
        text = rewritten(text, _LETTERS)
    return _WORD.sub(lambda match: _said(match[0]), rewritten(text, _PHRASES))


def _cased(words: str, written: str) -> str:
    """The words with a capital first letter if the written word has one and is not all capitals."""
    return words[0].upper() + words[1:] if written[0].isupper() and not written.isupper() else words


def _figured(match: re.Match[str]) -> str:
    """A word with figures from the table, or the match as it is."""
    return FIGURED.get(match.group().lower(), match.group())


@lru_cache(maxsize=4096)
def _said(word: str) -> str:
    """One word as people say it."""
    small = word.lower()
    if word.islower() and word in SMALL_SAYINGS:
        return SMALL_SAYINGS[word]
    if len(word) == 1:
        return word
    if small in SAYINGS:
        return _cased(SAYINGS[small], word)
    for sound, words in SOUNDS if _MAYBE_SOUND.search(small) else ():
        if sound.fullmatch(small):
            return _cased(words, word) if words.lower() != small else word
    return _laughed(word) or _drawn_in(word)


def _laughed(word: str) -> str:
    """`hahaha` → `ha ha ha`, `bahaha` → `bah ha ha`; empty if the word is no laughing."""
    small = word.lower()
    laugh = _LAUGH.fullmatch(small) if len(small) > 3 else None
    if laugh is None:
        return ""
    begin = laugh[1] or ""
    rounds = re.findall(r"([aeio])\1*", small[len(begin) :])
    if len(rounds) < (3 if begin else 2) or not re.search("[hj]", small):
        return ""
    syllable = "hee" if "ee" in small else _LAUGHS[rounds[0]]
    syllables = [syllable] * min(len(rounds), MOST_LAUGHS)
    if begin:
        syllables[0] = _LAUGH_BEGINS[begin]
    return _cased(" ".join(syllables), word)


def _drawn_in(word: str) -> str:
    """`whatt` → `what`, `bruhh` → `bruh`: a stretched word as it is, if it is one that people stretch or ends as no word does."""
    small = word.lower()
    if small in NOT_STRETCHED:
        return word
    everyday = EVERYDAY.get(re.sub(r"(.)\1+", r"\1", small))
    if everyday:
        return word if everyday == small else _cased(everyday, word)
    drawn_in = _DRAWN_OUT.sub(lambda end: end[0][0], word)
    return drawn_in if drawn_in == word else _cased(_said(drawn_in), word)


def _you(match: re.Match[str]) -> str:
    """A capital U alone: a person, unless it stands beside other single letters or a number, where it is a letter."""
    words = re.findall(r"\w+", match.string[max(match.start() - 8, 0) : match.start()])
    after = re.findall(r"\w+", match.string[match.end() : match.end() + 12])
    beside = (*words[-1:], *after[:1])
    is_letter = any(word == "eigh" or word in NUMBER_WORDS or (len(word) == 1 and word.isupper()) for word in beside)
    return "U" if is_letter or not beside else "you"


def _whole_ing(match: re.Match[str]) -> str:
    """`cryin'` → `crying`, unless the apostrophe may close a quotation."""
    is_quoted = re.search(r"(?<!\w)'", match.string[max(match.start() - 80, 0) : match.start()])
    return match.group() if is_quoted else f"{match[1]}g"


def _alone(words: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern for words that are no part of others."""
    return re.compile(_ALONE.format(words), flags)


_WORD = re.compile(r"(?<![\w'-])[^\W\d_]+(?:'[^\W\d_]+)*+(?![\w'-])")
_FIGURES: tuple[Rule, ...] = (
    (re.compile(r"(?<![\w.,:/$€£¥#+-])[0-9A-Za-z]{1,9}(?:[-/][0-9]{1,2})?(?![\w/%°]|[.,:-][0-9])"), _figured),
    (re.compile(r"(?:(?<=\bme )|(?<=\bu )|(?<=\byou ))2(?=$|[.,!?…])", re.I), "too"),
    (re.compile(rf"(?:(?<=[a-z] )|(?<!\S))2(?= (?:{_PEOPLE_BRIEF}|b|be|c|see|meet|know|my){_END})", re.I), "to"),
    (re.compile(rf"(?:(?<=[a-z] )|(?<!\S))4(?= (?:{_PEOPLE_BRIEF}|sure|real|ever|now|my|a){_END})", re.I), "for"),
)
_LONE_LETTER = re.compile(r"(?<![\w'-])[B-HJ-Zb-z](?![\w'-])")
_LETTERS: tuple[Rule, ...] = (
    (_alone("(?<!\\b[A-Z] )R U(?! [A-Z](?![\\w']))"), "are you"),
    (_alone("y(?= (?:u|r|you|are|is|not|do|did|does|would|so|me|the|tho)(?![\\w'-]))"), "why"),
    (_alone(f"r(?= (?:{_PEOPLE})(?![\\w'-]))"), "are"),
    (re.compile(rf"(?<![\w'-])((?i:{_ARE_AFTER})) r(?![\w'&-])"), r"\1 are"),
    (_alone("c(?= (?:u|ya|you)(?![\\w'-]))"), "see"),
    (re.compile(r"(?<![\w'-])((?i:to|u|ya|can|will|must|don't|dont|gonna|would|may|please|pls)) b(?![\w'&-])"), r"\1 be"),
    (_alone("b(?= (?:right|back|there|good|careful|happy|nice|quiet|safe|like)(?![\\w'-]))"), "be"),
    (_alone("b c"), "because"),
    (_alone("w o(?= [a-z])"), "without"),
    (_alone("w e"), "whatever"),
    (re.compile(r"(?<![\w'-])w(?= [\w'])"), "with"),
    (_alone("n a(?=$|[.,!?)])"), "not applicable"),
    (re.compile(r"(?<![^.!?,;:…]\s)(?<![^\s.!?,;:…])K(?=[.,!?…]|$)"), "Okay"),
    (re.compile(r"(?<![^.!?,;:…]\s)(?<![^\s.!?,;:…])k(?=[ .,!?…]|$)"), "okay"),
    (re.compile(r"(?<![\w'&.-])U(?![\w'&.-])"), _you),
)
_PHRASES: tuple[Rule, ...] = (
    (_alone("m+-?h+m+", re.I), "um-hum"),
    (_alone("tl;dr", re.I), "too long, didn't read"),
    (re.compile(rf"(?<![\w'-])ur(?= (?:{_YOURE_BEFORE}){_END})", re.I), "you're"),
    (re.compile(rf"(?<![\w'-])id(?= (?:{_ID_BEFORE}){_END})", re.I), "I'd"),
    (re.compile(r"(?<![\w'-])Ty(?=$|[,.!]|\s(?:so|for|all|guys|bro|man|everyone|very|dude|u|you)(?!\w))"), "Thank you"),
)
_CLIPPED: tuple[Rule, ...] = (
    (re.compile(r"(?<![\w'])([A-Za-z]{2,12}?in)'(?!\w)"), _whole_ing),
    (re.compile(r"(?<![\w'])ol'(?= \w)"), "old"),
    (re.compile(r"(?<=\w )o'(?= \w)"), "of"),
    (re.compile(r"(?<=[^\W\d_] )'?n'?(?= [^\W\d_])(?! a(?:$|[.,!?)]))"), "and"),
    (re.compile(r"(?<![\w'])'(?:em)(?!\w)"), "them"),
    (re.compile(r"(?<![\w'])'(?:cause|cuz|coz)(?!\w)"), "because"),
    (re.compile(r"(?<![\w'])'(?:bout)(?!\w)"), "about"),
    (re.compile(r"(?<![\w'])'(?:til|till)(?!\w)"), "till"),
)
