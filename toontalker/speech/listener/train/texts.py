"""What the speakers are asked to say: English sentences, and invented words in the letters of other languages.

Sense does not matter here; that every sound of every language comes in many neighbourhoods does.
"""

from __future__ import annotations

from numpy.random import Generator

_CONSONANTS, _VOWELS = list("bcdfghjklmnprstvwz"), list("aeiou")
_LATIN: dict[str, str] = {
    "es": "ñ rr ll ch á é", "es-419": "ñ rr ll ch í ó", "fr": "é è ou an on in ch u eau oi", "de": "ä ö ü sch ch ei au ie",
    "it": "gli gn ch gh zz è", "pt": "ão ç lh nh é", "pt-br": "ão ç lh nh ê", "pl": "ł sz cz rz ą ę ś ż ć", "tr": "ğ ş ç ı ö ü",
    "vi": "ă ơ ư đ nh ng ph", "nl": "ij oe ui sch g eu", "sv": "å ä ö sj tj", "id": "ng ny sy ai au", "ro": "ă î ș ț",
    "cs": "ř š č ž ě ů", "hu": "ő ű sz zs cs gy", "fi": "ää yy öö aa uu kk", "da": "æ ø å", "nb": "øy æ å kj",
    "sk": "ľ š č ž ô", "hr": "š č ć ž lj nj", "lt": "ė ų š ž", "lv": "ā ē ī š ļ", "et": "õ ä ü", "sw": "ng' ny mb nd",
    "ca": "ç ny l·l x", "cy": "ll dd wy ch", "ms": "ng ny sy", "sq": "ë xh gj",
}  # fmt: skip
"""Language → spellings that it has besides the plain letters."""
_SCRIPTS: dict[str, tuple[str, int]] = {
    "ru": ("абвгдежзийклмнопрстуфхцчшщыьэюя", 6),
    "uk": ("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", 6),
    "bg": ("абвгдежзийклмнопрстуфхцчшъюя", 6),
    "sr": ("абвгдђежзијклљмнњопрстћуфхцчџш", 6),
    "el": ("αβγδεζηθικλμνξοπρστυφχψω", 6),
    "ar": ("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", 4),
    "fa": ("ابپتجچحخدرزژسشفقکگلمنوهی", 4),
    "hi": ("कखगघचजटडतदनपबभमयरलवशसहािीुूेैोौ", 5),
    "bn": ("কখগচজটডতদনপবভমযরলশসহািীুূেো", 5),
    "ta": ("கசஞடணதநபமயரலவழளறனாிீுூெேைொோ", 5),
    "te": ("కగచజటడతదనపబమయరలవశసహాిీుూెేో", 5),
    "he": ("אבגדהוזחטיכלמנסעפצקרשת", 4),
    "ka": ("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", 6),
    "ko": ("가나다라마바사아자차카타파하고노도로모보소오조코기니디리미비시이지구누두루무부수우주", 3),
    "ja": ("あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわん", 4),
    "cmn": (
        "的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得就那要"
        "下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事"
        "只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长",
        2,
    ),
}  # fmt: skip
"""Language → its letters or syllables, and how many make a long word."""
LANGUAGES: tuple[str, ...] = (*_LATIN, *_SCRIPTS)
"""Names of espeak-ng for the languages other than English."""


def foreign_text(language: str, words: int, draw: Generator) -> str:
    """Invented words in the letters of one of `LANGUAGES`, with commas and an end."""
    made = [_word(language, draw) for _ in range(words)]
    for place in range(4, words - 1, 6):
        made[place] += ","
    return " ".join(made) + str(draw.choice([".", ".", "!", "?"]))


def _word(language: str, draw: Generator) -> str:
    if language in _SCRIPTS:
        letters, longest = _SCRIPTS[language]
        return "".join(draw.choice(list(letters), draw.integers(max(1, longest // 2), longest + 1)))
    special = _LATIN[language].split()
    vowels = _VOWELS + [spelling for spelling in special if spelling[0] in "aeiouyáéèíóãäöüąęıăơưåæøîőűěůôėųāēīõêë"]
    consonants = _CONSONANTS + [spelling for spelling in special if spelling not in vowels]
    syllables = []
    for _ in range(draw.integers(1, 4)):
        syllables += [str(draw.choice(consonants)) if draw.random() < 0.9 else "", str(draw.choice(vowels))]
        syllables.append(str(draw.choice(_CONSONANTS)) if draw.random() < 0.3 else "")
    return "".join(syllables)
