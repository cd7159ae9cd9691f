"""Names that computers gave people: addresses, files, handles, `camelCase`, `C++`, `R&B`, `#hashtags` → words."""

from __future__ import annotations

import re

from toontalker.speech.house.wording.capitals import is_spelled, spelled
from toontalker.speech.house.wording.rewriting import Rule, rewritten

_ENDINGS = {
    "com": "com", "org": "org", "net": "net", "edu": "E D U", "gov": "gov", "io": "I O", "gg": "G G", "tv": "T V", "co": "co", "uk": "U K",
    "de": "D E", "fr": "F R", "ly": "L Y", "ai": "eigh I", "dev": "dev", "app": "app", "xyz": "X Y Z", "info": "info", "biz": "biz",
    "py": "pie", "js": "J S", "ts": "T S", "html": "H T M L", "css": "C S S", "txt": "text", "pdf": "P D F", "doc": "doc", "docx": "doc X",
    "jpg": "jay peg", "jpeg": "jay peg", "png": "P N G", "gif": "gif", "webp": "web P", "exe": "E X E", "zip": "zip", "json": "jason",
    "csv": "C S V", "md": "M D", "cpp": "C P P", "java": "java", "sh": "S H", "dll": "D L L", "wav": "wave", "xls": "X L S",
    "xlsx": "X L S X", "ppt": "P P T", "svg": "S V G", "mov": "move", "avi": "eigh V I", "xml": "X M L", "yaml": "yaml", "toml": "toml",
    "rs": "R S", "mp3": "M P three", "mp4": "M P four",
}  # fmt: skip
"""Of domains and files; what stands before the last dot is read with `dot` only if one of these follows it."""
_UNDIVIDED = ("Mc", "Mac", "Le", "La", "De", "Di", "Da", "Du", "Van", "Von", "Fitz")
"""A capital after these is no new word."""


def spoken_names(text: str) -> str:
    """The text with what is written in the manner of computers written in the manner of people."""
    return rewritten(text, _RULES)


def _dotted(match: re.Match[str]) -> str:
    """Words with dots and no space between them: an address, a file, or two sentences."""
    *labels, last = match.group().removeprefix("www.").split(".")
    if last.lower() in _ENDINGS or match[1]:
        return " dot ".join((*labels, _ENDINGS.get(last.lower(), last)))
    if all(len(label) > 1 and label.isalpha() for label in (*labels, last)):
        return ". ".join((*labels, last))
    return match.group()


def _ending_alone(match: re.Match[str]) -> str:
    """`.com` without anything before it."""
    return f"dot {_ENDINGS[match[1]]}" if match[1] in _ENDINGS else match.group()


def _with_and(match: re.Match[str]) -> str:
    """`R&B` → `R and B`, `AT&T`, `M&Ms`."""
    last = spelled(match[2]) + ("'s" if match[3] else "")
    return f"{spelled(match[1])} and {last}"


def _humps(match: re.Match[str]) -> str:
    """`camelCase` → `camel Case`; in `tHiS mAnNeR` the capitals mean nothing."""
    word = match.group()
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[A-Z]+", word)
    if len(parts) < 2 or word in ("PhD", "pH"):
        return word
    if len(parts) > 2 and len(word) < 2.5 * len(parts):
        return word.lower()
    first, rest = parts[0], parts[1]
    if first in _UNDIVIDED and len(parts) == 2:
        return word
    is_short = len(parts) == 2 and (len(word) < 4 or (len(first) == 1 and first not in "ie"))
    if is_short and not (len(rest) > 1 and rest.isupper() and is_spelled(rest)):
        return word.lower()
    return " ".join(parts)


_RULES: tuple[Rule, ...] = (
    (re.compile(r"(?<!\w)[xX]+X[ _-]?([A-Za-z0-9_ ]{1,40}?)[ _-]?X[xX]+(?!\w)"), r"\1"),
    (re.compile(r"(?<!\w)(?:o[ _.]O|O[ _.]o|[oO]_[oO]|T_T|>_<)(?!\w)|\(ツ\)"), " "),
    (re.compile(r"(?<![\w.-])(?:[\w-]++\.)++[\w-]++(@)?"), _dotted),
    (re.compile(r"(?<![\w.])\.([a-z]{2,4})(?!\w)"), _ending_alone),
    (re.compile(r"(?<=[\w-])@(?=[\w-])"), " at "),
    (re.compile(r"(?<!\w)([A-Z]{1,3})&([A-Z]{1,2})(s?)(?!\w)"), _with_and),
    (re.compile(r"(?<!\w)([A-Z])\+\+"), r"\1 plus plus"),
    (re.compile(r"(?<!\w)([A-G])#(?!\w)"), r"\1 sharp"),
    (re.compile(r"(?<!\w)A\+(?!\w)"), "eigh plus"),
    (re.compile(r"#(?=[^\W\d_])"), "hashtag "),
    (re.compile(r"_+"), " "),
    (re.compile(r"(?<![A-Za-z])([A-Z]{1,3}[0-9])s(?!\w)"), r"\1's"),
    (re.compile(r"(?<![\w$])([A-Za-z]++)\$([a-z]++)(?![\w$])"), r"\1s\2"),
    (re.compile(r"(?<!\w)Wi ?Fi(?!\w)", re.I), "Wi-Fi"),
    (re.compile(r"(?<![^\W\d_])(?:[A-Za-z]*[a-z][A-Z][A-Za-z]*|[A-Z]{2,12}[a-z]{3,20})(?![^\W\d_])"), _humps),
)
