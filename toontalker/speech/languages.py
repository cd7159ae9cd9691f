"""Which languages the embedded voice speaks, and the white-list of the names it knows them by.

The library ends the process on some bad voice names, so no name reaches it that is not built from this table.
"""

from __future__ import annotations

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


def known_language(code: str) -> str:
    """The entry of `ESPEAK_VOICES` that fits a language code best: with its region, without, else English.

    Takes any spelling (``pt-BR``, ``pt_br``, ``PT``) and any rubbish.
    """
    tidy = code.strip().lower().replace("_", "-")[:20]
    for candidate in (tidy, tidy.split("-")[0]):
        if candidate in ESPEAK_VOICES:
            return candidate
    return FALLBACK
