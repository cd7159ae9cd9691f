"""The sentences that the teacher is asked to read: from templates, and from English prose where this machine has some.

Plain words only. Digits, abbreviations and signs are turned into words before anything is spoken (`house.spelling`), and
teacher and pupil would else read them in ways of their own.
"""

from __future__ import annotations

import pydoc_data.topics
import random
import re
from collections.abc import Iterator
from importlib import util
from pathlib import Path

from toontalker.speech.house.train import vocabulary as words
from toontalker.speech.house.train.held_out import HELD_OUT_LETTERS, letters

FORTUNES = Path("/usr/share/games/fortunes")
"""Where Debian's package `fortunes` keeps its quotations: 20,000 sentences of prose and talk."""
NOT_PROSE = frozenset({"art", "ascii-art", "goedel", "magic", "translate-me", "zippy"})
SHARES = {"invented": 0.42, "prose": 0.46, "word": 0.05, "words": 0.07}
"""How much of the training text is of which kind, as far as there is enough of it."""
FEWEST_WORDS, MOST_WORDS = 3, 18

_PLAIN = re.compile(r"[A-Za-z][A-Za-z' ,;\-]*[A-Za-z'][.!?]?")
_ODD_WORD = re.compile(r"[a-z][A-Z]|[A-Z]{2}|^[^aeiouyAEIOUY]{2,}$|''|--")


def training_texts(count: int, seed: int) -> list[str]:
    """`count` different sentences in random order; the same ones for the same seed on the same machine.

    None of them is one of the held-out sentences. Kinds of which this machine has too little are made up for by invented ones.
    """
    draw = random.Random(seed)
    prose = sorted(set(prose_sentences()))
    lexicon = lexicon_words()
    draw.shuffle(prose)
    texts = dict.fromkeys(prose[: round(count * SHARES["prose"])])
    if lexicon:
        for _ in range(round(count * SHARES["word"])):
            texts[_sentence(draw.choice(lexicon), draw.choice("..!?"))] = None
        for _ in range(round(count * SHARES["words"])):
            texts[_sentence(" ".join(draw.choices(lexicon, k=draw.randint(3, 8))), ".")] = None
    while len(texts) < count:
        texts[invented(draw)] = None
    kept = [text for text in texts if letters(text) not in HELD_OUT_LETTERS]
    draw.shuffle(kept)
    return kept[:count]


def prose_sentences() -> Iterator[str]:
    """Sentences of the prose on this machine: Debian's fortunes where installed, and Python's own manual."""
    files = sorted(FORTUNES.iterdir()) if FORTUNES.is_dir() else []
    for file in files:
        if not file.suffix and file.name not in NOT_PROSE:
            for quotation in file.read_text(encoding="utf-8", errors="ignore").split("\n%\n"):
                yield from _sentences(re.sub(r"\n\s*--.*", " ", quotation, flags=re.S))
    for topic in pydoc_data.topics.topics.values():
        yield from _sentences(topic)


def lexicon_words() -> list[str]:
    """Single words that are hard to come by in prose: those of the recogniser's dictionary, where it is installed."""
    package = util.find_spec("pocketsphinx")
    if package is None or package.origin is None:
        return []
    file = Path(package.origin).parent / "model" / "en-us" / "cmudict-en-us.dict"
    entries = (line.split(" ", 1)[0] for line in file.read_text(encoding="utf-8").splitlines())
    return [entry for entry in entries if re.fullmatch(r"[a-z]{3,12}", entry) and not _ODD_WORD.search(entry)]


def _sentences(text: str) -> Iterator[str]:
    """The plain ones among the sentences of a text."""
    for sentence in re.split(r"(?<=[.!?:])[\"')\]]*\s+|\n\s*\n", " ".join(text.split(" "))):
        tidy = re.sub(r"\s+", " ", sentence).strip(" \"'`*_").rstrip(":")
        parts = tidy.split()
        if FEWEST_WORDS <= len(parts) <= MOST_WORDS and _PLAIN.fullmatch(tidy) and not any(_ODD_WORD.search(part) for part in parts):
            yield tidy if tidy[-1] in ".!?" else f"{tidy}."


def invented(draw: random.Random) -> str:
    """One sentence from a template."""
    pattern = draw.choice(_PATTERNS)
    text = re.sub(r"\{(\w+)\}", lambda slot: _filled(draw, slot.group(1)), pattern)
    return _sentence(re.sub(r"\b(a) (?=[aeiou])", "an ", text), "")


def _filled(draw: random.Random, slot: str) -> str:
    """What stands in a slot of a template."""
    if slot == "thing":
        owner = draw.choice(["the", "the", "the", "a", "this", "that", "my", "your", "his", "her", "our", "their", "every", "some"])
        adjective = f"{draw.choice(words.ADJECTIVES)} " if draw.random() < 0.5 else ""
        return f"{owner} {adjective}{draw.choice(words.NOUNS)}"
    return draw.choice(_SLOTS[slot])


def _sentence(text: str, end: str) -> str:
    """With a capital at the start, and its end."""
    return text[0].upper() + text[1:] + end


_SLOTS: dict[str, list[str]] = {
    "adj": words.ADJECTIVES,
    "noun": words.NOUNS,
    "did": words.VERBS_ON,
    "went": words.VERBS,
    "do": words.BARE_VERBS,
    "at": words.PLACES,
    "how": words.ADVERBS,
    "num": words.NUMBERS,
    "nth": words.ORDINALS,
    "unit": ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    "tens": ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
    "day": words.DAYS,
    "name": words.NAMES,
    "country": words.COUNTRIES,
    "greet": words.GREETINGS,
    "remark": words.REMARKS,
    "who": ["I", "you", "he", "she", "we", "they", "everybody", "nobody", "somebody"],
    "whom": ["me", "you", "him", "her", "us", "them"],
    "be": ["I am", "you are", "we are", "they are", "she is", "he is", "I'm", "you're", "we're", "she's"],
    "modal": ["could", "would", "can", "will", "should"],
    "wh": ["why", "when", "where", "how"],
    "mark": [".", "!", "?"],
    "clock": ["in the morning", "in the evening", "at night", "o'clock", "a m", "p m"],
    "letter": list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
}
_PATTERNS = (
    "{thing} {did} {thing} {at} {thing}.",
    "{thing} {went} {how}.",
    "{thing} {went} {at} {thing}.",
    "did you see {thing} {at} {thing}?",
    "do you {do} {thing} {how}?",
    "is {thing} {adj}?",
    "are you {adj}, or {adj}?",
    "have you ever {did} {thing}?",
    "{modal} {who} {do} {thing} {at} {thing}?",
    "{wh} did {name} {do} {thing}?",
    "who {did} {thing}?",
    "what is {thing} {at} {country}?",
    "{name} and {name} {did} {num} {noun}s on {day}.",
    "if you {do} {thing}, please tell {whom} {how}.",
    "I think that {thing} is too {adj}.",
    "I'm so {adj}, I {did} {thing} {how}!",
    "{greet}, {name}, {remark}{mark}",
    "{greet}, {remark}{mark}",
    "{remark}, {name}{mark}",
    "{remark}{mark}",
    "there was a {noun} {at} {thing}, and {who} {went}.",
    "{thing}, {thing}, and {thing} {went} {how}.",
    "{noun}, {noun}, {noun}, and {noun}.",
    "I need {noun}s, {adj} {noun}s, {noun}s, and a {noun}.",
    "what a {adj} {noun}!",
    "{how}, {thing} {did} {thing}, but {who} {went}.",
    "{who} {did} {thing} because {thing} {went}.",
    "do not {do} {thing} {at} {thing}!",
    "it was {adj}, {adj}, and {adj}.",
    "{thing} of {thing} is {adj}.",
    "{num} {adj} {noun}s {went} {at} {thing}.",
    "when {thing} {went}, {who} {did} {thing}.",
    "{be} going to {do} {thing} {at} {day}.",
    "{be} not {adj}; {be} {adj}.",
    "{be} trying to {do} {thing} for {name}.",
    "see you at {unit} {tens} {unit} {clock} on {day}.",
    "it costs {tens} {unit} dollars and {num} cents.",
    "{num} hundred and {tens} {unit} people {went} {at} {country}.",
    "in nineteen {tens} {unit}, {name} {did} {thing}.",
    "on {day} the {nth} of {day} we {did} {thing}.",
    "{unit} point {unit} {unit} percent of {thing}s {went}.",
    "{letter} {letter} {letter} is {adj}.",
    "{name} is from {country}, isn't {who}?",
    "{name}!",
    "{greet}{mark}",
    "{name}'s {noun} isn't {adj}, it's {adj}.",
    "{who} said, {remark}, and {went} {how}.",
    "you {do}, I {do}, everybody {did} {thing}.",
    "{how}! {greet}, {name}!",
)

