"""Which script a text is written in, and which languages are written so.

Most scripts belong to one language; where several share one, letters that only some of them use decide before any statistics.
"""

from __future__ import annotations

import unicodedata
from collections import Counter

LANGUAGES_OF: dict[str, tuple[str, ...]] = {
    "CYRILLIC": ("ru", "uk", "bg", "sr", "be", "mk", "kk", "ky", "tt"),
    "ARABIC": ("ar", "fa", "ur", "sd", "ug"),
    "DEVANAGARI": ("hi", "mr", "ne"),
    "BENGALI": ("bn", "as"),
    "GREEK": ("el",), "HEBREW": ("he",), "GURMUKHI": ("pa",), "GUJARATI": ("gu",), "ORIYA": ("or",), "TAMIL": ("ta",),
    "TELUGU": ("te",), "KANNADA": ("kn",), "MALAYALAM": ("ml",), "SINHALA": ("si",), "THAI": ("th",), "MYANMAR": ("my",),
    "GEORGIAN": ("ka",), "ARMENIAN": ("hy",), "ETHIOPIC": ("am",), "HANGUL": ("ko",), "KANA": ("ja",), "HAN": ("zh",),
}  # fmt: skip
"""Script, as Unicode's names of its letters begin → languages written in it, the most common first; Latin is not among them."""
_SAME_SCRIPT = {"HIRAGANA": "KANA", "KATAKANA": "KANA", "KATAKANA-HIRAGANA": "KANA", "CJK": "HAN", "BOPOMOFO": "HAN"}
KANA_SHARE = 0.15
"""Of the letters of a Japanese text that are kana at least; a Chinese one has none, but for a の in a shop's name."""
_TELLING: dict[str, tuple[tuple[str, str], ...]] = {
    "CYRILLIC": (
        ("ў", "be"), ("ђћ", "sr"), ("ѓќѕ", "mk"), ("їєґ", "uk"), ("ұқғһ", "kk"), ("җ", "tt"), ("ј", "sr mk"), ("љњџ", "sr mk"),
        ("әң", "kk tt ky"), ("үө", "ky kk tt"), ("і", "uk be kk"), ("ыэё", "ru be kk ky tt"), ("щ", "ru uk bg"),
    ),
    "ARABIC": (("ٻڄڃڇڊڌڏڍڳڱڻ", "sd"), ("ۆۈۇېە", "ug"), ("ٹڈڑںےۓ", "ur"), ("پچژگ", "fa ur sd ug"), ("ةىيك", "ar"), ("یک", "fa ur")),
    "DEVANAGARI": (("ळ", "mr"),),
    "BENGALI": (("ৰৱ", "as"),),
}  # fmt: skip
"""Script → letters and the languages that they leave, tried in this order."""


def scripts_of(text: str) -> Counter[str]:
    """How many letters of each script a text holds; accents and digits are not counted."""
    return Counter(_script(sign) for sign in text if unicodedata.category(sign)[0] == "L")


def main_script(text: str) -> str | None:
    """The script of most letters of a text, None where there is no letter; kana among Han signs make it KANA."""
    counts = scripts_of(text)
    kana, han = counts["KANA"], counts["HAN"]
    if kana and kana >= KANA_SHARE * (kana + han):
        counts["KANA"] += counts.pop("HAN", 0)
    return min(counts, key=lambda script: (-counts[script], script), default=None)


def candidates(text: str, script: str) -> tuple[str, ...]:
    """The languages that a text in this script can be in by its letters, the most common first; empty for a script without any."""
    left = LANGUAGES_OF.get(script, ())
    letters = set(text.casefold())
    for telling, codes in _TELLING.get(script, ()):
        narrowed = tuple(code for code in left if code in codes.split())
        if letters & set(telling) and narrowed:
            left = narrowed
    return left


def _script(letter: str) -> str:
    """The script of one letter: the first word of its name."""
    first = unicodedata.name(letter, "NONE").partition(" ")[0]
    return _SAME_SCRIPT.get(first, first)


LATIN_LETTERS: dict[str, str] = {
    "en": "", "de": "äöüß", "es": "áéíóúüñ", "fr": "àâæçéèêëîïôœùûüÿ", "it": "àèéìíòóù", "pt": "áâãàçéêíóôõú", "nl": "éëïöèü",
    "pl": "ąćęłńóśźż", "cs": "áčďéěíňóřšťúůýž", "sk": "áäčďéíĺľňóôŕšťúýž", "hu": "áéíóöőúüű", "ro": "ăâîșțşţ", "sv": "åäöé",
    "da": "æøåé", "no": "æøåéòô", "fi": "äöå", "et": "äõöüšž", "lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž", "tr": "çğıöşüâîû", "id": "",
    "ms": "", "ca": "àçéèíïóòúü", "hr": "čćđšž", "sl": "čšž", "sq": "çë", "sw": "", "af": "êëéèôûîïá", "cy": "âêîôûŵŷïë",
    "is": "áðéíóúýþæö", "eu": "ñ", "tl": "ñ", "az": "çəğıöşü", "mt": "ċġħżà", "ga": "áéíóú",
    "vi": "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
}  # fmt: skip
"""Language → letters of its alphabet beyond a to z, for those of the Latin script that are looked for in a text."""
