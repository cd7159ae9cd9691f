"""Words in capitals: spelled letter by letter, read as a word, or only shouted."""

from __future__ import annotations

import re
from functools import lru_cache

from toontalker.speech.house.wording.rewriting import Rule, rewritten, word_set

SPELLED = word_set(
    """
    NBA NFL NHL MLB UFC WWE WNBA MLS NCAA ESPN USA UK EU UAE NYC USSR FBI CIA NSA IRS FDA EPA CDC FCC DMV NYPD LAPD IMF UCLA NYU
    BBC CNN NBC CBS ABC HBO MTV PBS NPR KFC BMW IBM AMD LG UPS DHL GPU CPU SSD HDD USB HDMI LCD URL HTML CSS API SDK IDE PDF
    SMS MMS GPS ATM FAQ DIY FYI ETA ASAP TBA TBD AKA DNA RNA HIV MRI ICU EMT ADHD OCD PTSD GPA IQ ID TV DVD CD VHS DJ MC VIP CEO
    CFO CTO PR HR QA PC UI UX VR XR AI ML LLM GPT NPC RPG FPS MMO MMORPG PVP PVE RTS DLC MVP AFK XP HP GTA BFF BTS AMA TMI
    POV OOTD TGIF TTYL LGBT LGBTQ SUV EV BLT OJ UFO SOS PSA NFT BTC ETH USD EUR GBP PHP XML CSV FTP SSH SSL TCP IP DNS
    VPN ISP IRC HTTP HTTPS EDM IPA ABV EDT EST PST GMT UTC CST MBA BBA MIT PE PTA TSA USMC WW PM AD OS IOS MP MLM EP OST
    HD UHD FM FAA IKR LMAO ROFLMAO LMFAO AOL OBS IMDB IPO JFK FDR MLK OG DND SMH TLDR STFU GTFO ESL TBT
    """
)
"""Spelled wherever they stand in capitals, even in a shouted sentence."""
SPELLED_WHEN_CALM = word_set("US LA AC RIP LED IRA ER AR DC NJ OP MIA AF BS SAT UN OT PA MA TP DOA")
"""Spelled too, but words in a shouted sentence."""
_ALSO_WORDS = word_set("pin ad mc ups pe ep ev est mit ama ost eth hr")
"""Spelled only in capitals, though their capitals are always spelled."""
LOWER_SPELLED = frozenset(word.lower() for word in SPELLED) - _ALSO_WORDS
"""Spelled in small letters as well: no English word looks like them."""
READ_AS = {
    "NASA": "Nasa", "JPEG": "jay peg", "JPG": "jay peg", "SQL": "sequel", "ASCII": "askey", "IEEE": "I triple E", "BBQ": "barbecue",
    "HIPAA": "hippa", "PHD": "P H D", "TIKTOK": "tick tock", "MPEG": "em peg", "PNG": "P N G", "EXE": "E X E",
    "OLED": "oh led", "QWERTY": "kwerty", "PPV": "pay per view", "XOXO": "X O X O", "NAACP": "N double eigh C P", "SAAS": "sass",
    "KPOP": "K pop", "PH": "P H",
}  # fmt: skip
"""In any case; the spelling is one that a voice says rightly."""
SOUNDS_WITHOUT_VOWELS = frozenset({"psst", "tsk"})
_TWO_LETTERS = word_set(
    "AM AN AS AT AX BE BI BY DO EX GO HA HE HI IF IN IS IT ME MY NO OF OH OK ON OR OX PI SO TO UP WE YO YE YA AH EH UH UM AW OW HM"
)
_IT_WORK = r"(?=\s(?:department|dept|guy|guys|support|job|team|people|staff|person|crowd|help|manager|specialist|security)\b)"
_ONSETS = word_set("bl br ch cl cr dr dw fl fr gl gr kl kn kr ph pl pr sc sh sk sl sm sn sp st sw th tr tw wh wr sch scr spl spr str")
_CODAS = word_set(
    "ch ck ct ft gh ld lf lk ll lm lp lt mb mp nd ng nk nt ph pt rb rc rd rf rg rk rl rm rn rp rs rt rv sh sk sp ss st th tt ff gs "
    "ts ks ps ns ms ds ls bs ws ys dd gg nn rr zz rth nth lth nds nts nks rds rts cks sts tch ngs ght ghts lls cts lts ngth mps"
)
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{1,3}|V)|X{1,3}")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_KINGS = word_set("Henry Louis George Charles Edward William Elizabeth James Richard Pope Paul Benedict Napoleon Philip Ramses")


def spelled(letters: str) -> str:
    """`FBI` → `F B I`. A is written `eigh`, for the letter A alone is read as the article."""
    return " ".join("eigh" if letter == "A" else letter for letter in letters.upper())


def is_spelled(word: str) -> bool:
    """True if a word in capitals is said letter by letter: known for it, or nobody could pronounce it."""
    if word in SPELLED or word in SPELLED_WHEN_CALM:
        return True
    return word not in READ_AS and not _is_pronounceable(word)


def shouts_lowered(text: str) -> str:
    """The text with every sentence that is written in capitals in small letters; names that are always spelled keep theirs."""
    return re.sub(r"[^.!?…]+", _shout_lowered, text)


def spoken_capitals(text: str) -> str:
    """The text with acronyms spelled out, emphasis in small letters, and Roman numbers as English ones."""
    return rewritten(text, _RULES)


def _is_pronounceable(word: str) -> bool:
    """True if an English reader would rather say a word in capitals than spell it."""
    if len(word) == 2:
        return word in _TWO_LETTERS
    parts = re.fullmatch(r"([^AEIOUY]*)([AEIOUY].*?)([^AEIOUY]*)", word)
    if parts is None or not re.search(r"[^AEIOU]", word):
        return False
    onset, coda = parts[1].lower().replace("qu", "k"), parts[3].lower()
    return (len(onset) < 2 or onset in _ONSETS) and (len(coda) < 2 or coda in _CODAS)


def _shout_lowered(match: re.Match[str]) -> str:
    """One sentence; it counts as shouted with two words in capitals and not half as many others."""
    sentence = match.group()
    words = re.findall(r"[^\W\d_]{2,}", sentence)
    loud = sum(word.isupper() and word not in SPELLED and word not in SPELLED_WHEN_CALM for word in words)
    calm = sum(not word.isupper() for word in words)
    return re.sub(r"(?<![\w&])[^\W\d_]+(?:'[^\W\d_]+)*+(?![\w&])", _lowered, sentence) if loud > 1 and loud > 2 * calm else sentence


def _lowered(match: re.Match[str]) -> str:
    """One word of a shouted sentence."""
    word, around = match.group(), match.string[max(match.start() - 1, 0) : match.end() + 1]
    if word in SPELLED or not word.isupper() or (len(word) == 1 and "-" in around):
        return word
    return f"I{word[1:].lower()}" if word == "I" or word.startswith("I'") else word.lower()


def _in_capitals(match: re.Match[str]) -> str:
    """A word in capitals, with a small s for more of them or for what is theirs."""
    word, ending = match[1], match[2] or ""
    if word in READ_AS:
        return READ_AS[word] + ending
    if is_spelled(word):
        return spelled(word) + ("'s" if ending else "")
    return word.lower() + ending


@lru_cache(maxsize=4096)
def _in_small_letters(word: str) -> str:
    """A word in small letters, with one capital at most, that is spelled all the same."""
    if word.upper() in READ_AS:
        return READ_AS[word.upper()]
    single = word.lower().removesuffix("s").removesuffix("'")
    if word.lower() in LOWER_SPELLED:
        return spelled(word)
    if single in LOWER_SPELLED and single != word.lower():
        return spelled(single) + "'s"
    if len(word) < 6 and word.islower() and not re.search("[aeiouy']", word) and word not in SOUNDS_WITHOUT_VOWELS and word.isascii():
        return spelled(word)
    return word


def _roman(match: re.Match[str]) -> str:
    """`Part IV` → `Part 4`, `Henry VIII` → `Henry the 8th`."""
    before, figures = match[1], match[2]
    if not _ROMAN.fullmatch(figures):
        return match.group()
    values = [_ROMAN_VALUES[figure] for figure in figures]
    number = sum(-value if value < after else value for value, after in zip(values, (*values[1:], 0), strict=True))
    return f"{before} the {number}th" if before in _KINGS else f"{before} {number}".strip()


ROMAN_NUMBERS: tuple[Rule, ...] = (
    (re.compile(r"(?<![\w'])([A-Z][a-z]{1,15}) ([IVX]{2,6})(?![\w'])"), _roman),
    (re.compile(r"(?<![\w'-])()(?!(?:IV|VI|XI|XX|XV|XIX|X{3})\b)([IVX]{2,6})(?![\w'-])"), _roman),
)
"""Turns Roman numbers into figures, so it goes before all that reads figures. Alone, some of them are more often something else."""
_RULES: tuple[Rule, ...] = (
    (re.compile(rf"(?<![\w'])IT{_IT_WORK}"), "I T"),
    (re.compile(r"(?<![\w'])([A-Z]{2,})('?s)?(?![\w'])"), _in_capitals),
    (re.compile(r"(?<![\w'])[A-Za-z][a-z']++(?!\w)"), lambda match: _in_small_letters(match[0])),
    (re.compile(r"(?<!\w)(grade|plan|an|straight|vitamin|team|type|option) A(?!\w)"), r"\1 eigh"),
    (re.compile(r"(?<![\w'-])i(?=(?:'(?:m|ll|ve|d|s))?(?![\w'-]))"), "I"),
)
