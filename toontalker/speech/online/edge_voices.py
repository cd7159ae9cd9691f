"""Which of Microsoft's voices speaks a language: one woman and one man for each.

The service's own list is online; these are names from it that have been there for years.
"""

from __future__ import annotations

from typing import Final

from toontalker.clip import Voice

_TABLE: Final = """
    af-ZA Adri Willem, am-ET Mekdes Ameha, ar-EG Salma Shakir, ar-SA Zariyah Hamed, az-AZ Banu Babek, bg-BG Kalina Borislav,
    bn-BD Nabanita Pradeep, bn-IN Tanishaa Bashkar, bs-BA Vesna Goran, ca-ES Joana Enric, cs-CZ Vlasta Antonin, cy-GB Nia Aled,
    da-DK Christel Jeppe, de-DE Katja Conrad, el-GR Athina Nestoras, en-GB Sonia Ryan, en-IN Neerja Prabhat, en-US Aria Guy,
    es-ES Elvira Alvaro, es-MX Dalia Jorge, et-EE Anu Kert, fa-IR Dilara Farid, fi-FI Noora Harri, fil-PH Blessica Angelo,
    fr-CA Sylvie Jean, fr-FR Denise Henri, ga-IE Orla Colm, gl-ES Sabela Roi, gu-IN Dhwani Niranjan, he-IL Hila Avri,
    hi-IN Swara Madhur, hr-HR Gabrijela Srecko, hu-HU Noemi Tamas, id-ID Gadis Ardi, is-IS Gudrun Gunnar, it-IT Elsa Diego,
    ja-JP Nanami Keita, jv-ID Siti Dimas, ka-GE Eka Giorgi, kk-KZ Aigul Daulet, km-KH Sreymom Piseth, kn-IN Sapna Gagan,
    ko-KR SunHi InJoon, lo-LA Keomany Chanthavong, lt-LT Ona Leonas, lv-LV Everita Nils, mk-MK Marija Aleksandar, ml-IN Sobhana Midhun,
    mn-MN Yesui Bataa, mr-IN Aarohi Manohar, ms-MY Yasmin Osman, mt-MT Grace Joseph, my-MM Nilar Thiha, nb-NO Pernille Finn,
    ne-NP Hemkala Sagar, nl-NL Colette Maarten, pl-PL Zofia Marek, ps-AF Latifa GulNawaz, pt-BR Francisca Antonio, pt-PT Raquel Duarte,
    ro-RO Alina Emil, ru-RU Svetlana Dmitry, si-LK Thilini Sameera, sk-SK Viktoria Lukas, sl-SI Petra Rok, so-SO Ubax Muuse,
    sq-AL Anila Ilir, sr-RS Sophie Nicholas, su-ID Tuti Jajang, sv-SE Sofie Mattias, sw-KE Zuri Rafiki, ta-IN Pallavi Valluvar,
    te-IN Shruti Mohan, th-TH Premwadee Niwat, tr-TR Emel Ahmet, uk-UA Polina Ostap, ur-PK Uzma Asad, uz-UZ Madina Sardor,
    vi-VN HoaiMy NamMinh, zh-CN Xiaoxiao Yunxi, zh-HK HiuMaan WanLung, zh-TW HsiaoChen YunJhe, zu-ZA Thando Themba
"""
_USUAL: Final = {"ar": "ar-sa", "bn": "bn-bd", "en": "en-us", "es": "es-es", "fr": "fr-fr", "pt": "pt-br", "zh": "zh-cn"}
"""Language → the region that is taken where none is named, for those with several."""
_ALIASES: Final = {
    "cmn": "zh-cn", "in": "id", "iw": "he", "jw": "jv", "nn": "nb", "no": "nb", "tl": "fil", "yue": "zh-hk", "es-419": "es-mx",
    "zh-hans": "zh-cn", "zh-hant": "zh-tw",
}  # fmt: skip


def _read(table: str) -> dict[str, dict[Voice, str]]:
    """Language with its region, and without, lower case → the names of both voices."""
    voices: dict[str, dict[Voice, str]] = {}
    for entry in table.split(","):
        region, woman, man = entry.split()
        pair: dict[Voice, str] = {"female": f"{region}-{woman}Neural", "male": f"{region}-{man}Neural"}
        language = region.lower().split("-")[0]
        voices[region.lower()] = pair
        if _USUAL.get(language, region.lower()) == region.lower():
            voices[language] = pair
    return voices


EDGE_VOICES: Final = _read(_TABLE)


def edge_voice_of(language: str, voice: Voice) -> str | None:
    """The name of the voice for a language code in any spelling: of its region, else the usual one; None if there is none."""
    tidy = language.strip().lower().replace("_", "-")[:20]
    for candidate in (tidy, tidy.split("-")[0]):
        pair = EDGE_VOICES.get(_ALIASES.get(candidate, candidate))
        if pair:
            return pair[voice]
    return None
