"""What is said for a text of nothing but emoji.

Beside words an emoji is seen, not read: a voice that says "party popper" after "happy birthday" spoils the line. But a text
that holds nothing else is meant to be said somehow.
"""

from __future__ import annotations

import unicodedata

MOST = 5
"""How many different emoji of one text are spoken."""

SAYINGS: dict[str, str] = {
    "😂": "ha ha ha", "🤣": "ha ha ha ha", "😹": "ha ha ha", "😆": "ha ha", "😅": "phew", "😀": "hello", "😃": "hooray",
    "😄": "hee hee", "😁": "hee hee", "😊": "how nice", "🙂": "all right", "😉": "wink wink", "😍": "I love it",
    "🥰": "I love you", "😘": "mwah", "😎": "cool", "🤔": "hmm, let me think", "😭": "boo hoo", "😢": "oh no", "😱": "oh no",
    "😡": "grrr", "😴": "I am sleepy", "🙄": "oh please", "😮": "oh", "🤯": "mind blown", "👍": "well done", "👎": "no good",
    "👋": "hi there", "👏": "bravo", "🙏": "thank you", "💪": "I am strong", "🤷": "who knows", "🎉": "hooray",
    "🎂": "happy birthday", "🔥": "that is fire", "💯": "one hundred percent", "✨": "ta da", "💀": "I am dead",
    "❤": "love", "♥": "love", "💕": "love", "💔": "my heart is broken", "🎄": "merry Christmas", "🚀": "lift off",
}  # fmt: skip
"""The most common ones in the words that a cartoon would use."""

HEARTS = "❤♥💕💖💗💛💚💙💜🧡🖤🤍"
_FIRST, _LAST = 0x1F300, 0x1FAFF
_OLD_FIRST, _OLD_LAST = 0x2600, 0x27BF
_FLAG_FIRST, _FLAG_LAST = 0x1F1E6, 0x1F1FF
_SKIN_FIRST, _SKIN_LAST = 0x1F3FB, 0x1F3FF
_DULL = ("smiling ", "grinning ", "white ", "black ", "heavy ", "face with ", " face", " sign", " symbol", "face ")


def is_emoji(sign: str) -> bool:
    """True for a single code point that is shown as a small picture, skin colours left out."""
    code = ord(sign)
    if _SKIN_FIRST <= code <= _SKIN_LAST:
        return False
    return _FIRST <= code <= _LAST or _OLD_FIRST <= code <= _OLD_LAST or _FLAG_FIRST <= code <= _FLAG_LAST


def spoken_emoji(text: str) -> str:
    """Words for the emoji of a text, each said once; empty if there are none that have a name."""
    sayings: list[str] = []
    for sign in text:
        saying = _saying(sign)
        if saying and saying not in sayings:
            sayings.append(saying)
    return ", ".join(sayings[:MOST])


def _saying(sign: str) -> str:
    """Words for one code point, empty if it is no emoji."""
    if not is_emoji(sign):
        return ""
    if _FLAG_FIRST <= ord(sign) <= _FLAG_LAST:
        return "a flag"
    if sign in SAYINGS:
        return SAYINGS[sign]
    name = unicodedata.name(sign, "").lower().replace("-", " ")
    for dull in _DULL:
        if name.replace(dull, " ").strip():
            name = name.replace(dull, " ")
    return " ".join(name.split()[:4])
