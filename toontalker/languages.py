"""Which languages can be spoken, what they are called, and the white-list of the names by which the embedded voice knows them.

The library of that voice ends the process on some bad voice names, so no name reaches it that is not built from this table.
"""

from __future__ import annotations

from typing import NamedTuple

FALLBACK = "en"

_SAME = """
    af am an ar as az ba be bg bn bs ca cs cv cy da de el en-us eo es es-419 et eu fa fi fr-be fr-ch ga gd gn gu haw he hi hr
    ht hu hy ia id io is it ja ka kk kn ko kok ku ky la lb lfn lt lv mi mk ml mr ms mt my nb ne nl om or pa pap pl pt pt-br qu
    ro ru sd si sk sl sq sr sv sw ta te th ti tk tn tr tt ug uk ur uz vi yue
"""
_OTHER = {
    "en": "en-us", "en-gb": "en", "en-au": "en", "en-nz": "en", "en-ie": "en", "en-za": "en", "en-in": "en",
    "fr": "fr", "zh": "cmn", "cmn": "cmn", "zh-cn": "cmn", "zh-tw": "cmn", "zh-hk": "yue", "no": "nb", "nn": "nb",
    "iw": "he", "in": "id", "fil": "id", "tl": "id", "es-mx": "es-419", "es-ar": "es-419", "es-us": "es-419", "pt-pt": "pt",
}  # fmt: skip
ESPEAK_VOICES: dict[str, str] = {**{code: code for code in _SAME.split()}, **_OTHER}
"""Language code, lower case (ISO 639, some with a region) → name of the espeak-ng voice."""


class Language(NamedTuple):
    """A language and its names."""

    code: str
    """ISO 639: two letters where there are two, else three."""
    name: str
    """What it is called in English."""
    native: str
    """What those who speak it call it."""
    longer: str
    """Its codes of three letters (ISO 639-2 and 639-3), and older ones, parted by spaces."""


_SHARED = """
    af|Afrikaans|Afrikaans|afr; am|Amharic|አማርኛ|amh; ar|Arabic|العربية|ara arb; bg|Bulgarian|Български|bul;
    bn|Bengali|বাংলা|ben; bs|Bosnian|Bosanski|bos; ca|Catalan|Català|cat; cs|Czech|Čeština|ces cze; cy|Welsh|Cymraeg|cym wel;
    da|Danish|Dansk|dan; de|German|Deutsch|deu ger; el|Greek|Ελληνικά|ell gre; en|English|English|eng; es|Spanish|Español|spa;
    et|Estonian|Eesti|est ekk; eu|Basque|Euskara|eus baq; fi|Finnish|Suomi|fin; fr|French|Français|fra fre;
    gu|Gujarati|ગુજરાતી|guj; he|Hebrew|עברית|heb iw; hi|Hindi|हिन्दी|hin; hr|Croatian|Hrvatski|hrv; hu|Hungarian|Magyar|hun;
    id|Indonesian|Bahasa Indonesia|ind in; is|Icelandic|Íslenska|isl ice; it|Italian|Italiano|ita; ja|Japanese|日本語|jpn;
    kn|Kannada|ಕನ್ನಡ|kan; ko|Korean|한국어|kor; la|Latin|Latina|lat; lt|Lithuanian|Lietuvių|lit; lv|Latvian|Latviešu|lav lvs;
    ml|Malayalam|മലയാളം|mal; mr|Marathi|मराठी|mar; ms|Malay|Bahasa Melayu|msa may zsm; my|Burmese|မြန်မာ|mya bur;
    ne|Nepali|नेपाली|nep npi; nl|Dutch|Nederlands|nld dut; no|Norwegian|Norsk|nor nb nob nn nno; pa|Punjabi|ਪੰਜਾਬੀ|pan;
    pl|Polish|Polski|pol; pt|Portuguese|Português|por; ro|Romanian|Română|ron rum; ru|Russian|Русский|rus; si|Sinhala|සිංහල|sin;
    sk|Slovak|Slovenčina|slk slo; sq|Albanian|Shqip|sqi alb; sr|Serbian|Српски|srp; sv|Swedish|Svenska|swe;
    sw|Swahili|Kiswahili|swa swh; ta|Tamil|தமிழ்|tam; te|Telugu|తెలుగు|tel; th|Thai|ไทย|tha; tr|Turkish|Türkçe|tur;
    uk|Ukrainian|Українська|ukr; ur|Urdu|اردو|urd; vi|Vietnamese|Tiếng Việt|vie; yue|Cantonese|粵語|zh-hk;
    zh|Chinese|中文|zho chi cmn
"""
_FURTHER = """
    as|Assamese|অসমীয়া|asm; az|Azerbaijani|Azərbaycanca|aze azj; be|Belarusian|Беларуская|bel; eo|Esperanto|Esperanto|epo;
    fa|Persian|فارسی|fas per pes; ga|Irish|Gaeilge|gle; gd|Scottish Gaelic|Gàidhlig|gla; ht|Haitian Creole|Kreyòl ayisyen|hat;
    hy|Armenian|Հայերեն|hye arm; ka|Georgian|ქართული|kat geo; kk|Kazakh|Қазақша|kaz; ku|Kurdish|Kurdî|kur kmr;
    ky|Kyrgyz|Кыргызча|kir; lb|Luxembourgish|Lëtzebuergesch|ltz; mi|Maori|Te Reo Māori|mri mao; mk|Macedonian|Македонски|mkd mac;
    mt|Maltese|Malti|mlt; or|Odia|ଓଡ଼ିଆ|ori ory; sd|Sindhi|سنڌي|snd; sl|Slovenian|Slovenščina|slv; tk|Turkmen|Türkmençe|tuk;
    tl|Filipino|Filipino|tgl fil; tt|Tatar|Татарча|tat; ug|Uyghur|ئۇيغۇرچە|uig; uz|Uzbek|Oʻzbekcha|uzb
"""


def _table(rows: str) -> tuple[Language, ...]:
    """The rows of a table of languages."""
    return tuple(Language(*(part.strip() for part in row.split("|"))) for row in rows.split(";"))


SHARED_LANGUAGES = _table(_SHARED)
"""Those that both the embedded voice and Google's voice speak."""
LANGUAGES = tuple(sorted(SHARED_LANGUAGES + _table(_FURTHER)))
"""All with a name here, by their codes; the embedded voice speaks each (Filipino with the voice of Indonesian)."""

_ALIASES = {
    "mandarin": "zh", "farsi": "fa", "dari": "fa", "flemish": "nl", "moldovan": "ro", "brazilian": "pt-br", "brasileiro": "pt-br",
    "tagalog": "tl", "slovene": "sl", "castellano": "es", "castilian": "es", "oriya": "or", "british": "en-gb", "american": "en-us",
    "ivrit": "he", "bangla": "bn", "bokmål": "no", "bokmal": "no", "nynorsk": "no", "malaysian": "ms", "indonesia": "id",
    "simplified chinese": "zh-cn", "traditional chinese": "zh-tw", "普通话": "zh", "國語": "zh", "汉语": "zh", "简体中文": "zh-cn",
    "繁體中文": "zh-tw", "粤语": "yue", "廣東話": "yue", "广东话": "yue", "srpski": "sr", "gaelic": "gd", "punjabi": "pa",
}  # fmt: skip
_LONGEST_ASKED = 40
"""Characters of the longest spelling of a language that is looked at."""


def _spellings() -> dict[str, str]:
    """Every spelling that is understood, lower case → code."""
    known = {}
    for language in LANGUAGES:
        for spelling in (language.name, language.native, *language.longer.split()):
            known[spelling.casefold()] = language.code
    return {**known, **_ALIASES}


_SPELLINGS = _spellings()


def known_language(code: str) -> str:
    """The entry of `ESPEAK_VOICES` that fits a language code best: with its region, without, else English.

    Takes any spelling (``pt-BR``, ``pt_br``, ``PT``) and any rubbish.
    """
    tidy = code.strip().lower().replace("_", "-")[:20]
    for candidate in (tidy, tidy.split("-")[0]):
        if candidate in ESPEAK_VOICES:
            return candidate
    return FALLBACK


def language_code(spelling: str) -> str | None:
    """The code of a language in any spelling, None for one that nobody here speaks.

    Takes codes of two and three letters with or without script and region (``pt-BR``, ``zh_Hant_TW``, ``eng``) and names in
    English and in the language itself (``german``, ``Deutsch``); and any rubbish. Gives a key of `ESPEAK_VOICES`: the region is
    kept where a voice makes a difference of it.
    """
    tidy = " ".join(spelling[: _LONGEST_ASKED + 1].casefold().replace("_", "-").split())
    if not tidy or len(tidy) > _LONGEST_ASKED:
        return None
    if tidy in _SPELLINGS:
        return _SPELLINGS[tidy]
    first, *rest = tidy.split("-")
    base = _SPELLINGS.get(first, first) if len(first) <= 3 else None
    if base is None:
        return None
    regions = [f"{base}-{part}" for part in rest]
    return next((code for code in (*regions, base) if code in ESPEAK_VOICES), None)


def named(code: str) -> str:
    """The English name of a language, by its code with or without region; the code itself where it has no name here."""
    base = language_code(code) or code
    return _NAMES.get(base) or _NAMES.get(base.split("-")[0], base)


_NAMES = {language.code: language.name for language in LANGUAGES}
