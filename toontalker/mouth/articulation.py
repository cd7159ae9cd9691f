"""What the mouth does for each sound: eight parameters per viseme, refined by the IPA where fifteen visemes are too few."""

from __future__ import annotations

from dataclasses import dataclass

from toontalker.clip import Phoneme

PARAMETERS = ("jaw", "wide", "pucker", "raise", "drop", "tuck", "press", "tongue")
"""The columns of a track. jaw: lowered (1 = a full /a/); wide: corners outwards (negative inwards); pucker: rounding;
raise: upper lip up; drop: lower lip down; tuck: lower lip under the upper teeth (/f/); press: lips together (/p/);
tongue: tip raised to the teeth."""


@dataclass(frozen=True)
class Articulation:
    """Where the lips want to be for one sound, and how much they insist on it against their neighbours."""

    jaw: float = 0.0
    wide: float = 0.0
    pucker: float = 0.0
    upper: float = 0.0
    lower: float = 0.0
    tuck: float = 0.0
    press: float = 0.0
    tongue: float = 0.0
    hold: float = 0.8
    """Dominance of all but the rounding (Cohen & Massaro 1993), ≥ 0."""
    rounding: float = 0.4
    """Dominance of `wide` and `pucker`, which spread further in time, ≥ 0."""
    closes: bool = False
    """The lips must meet (/p b m/)."""

    @property
    def target(self) -> tuple[float, ...]:
        """The eight values in the order of `PARAMETERS`."""
        return (self.jaw, self.wide, self.pucker, self.upper, self.lower, self.tuck, self.press, self.tongue)


BY_VISEME: dict[str, Articulation] = {
    "sil": Articulation(hold=0.9, rounding=0.4),
    "PP": Articulation(wide=-0.1, pucker=0.15, press=1.0, hold=3.0, rounding=0.25, closes=True),
    "FF": Articulation(jaw=0.08, wide=0.1, upper=0.5, tuck=1.0, hold=2.6, rounding=0.4),
    "TH": Articulation(jaw=0.25, wide=0.1, upper=0.25, lower=0.2, tongue=1.0, hold=1.2),
    "DD": Articulation(jaw=0.22, wide=0.15, upper=0.15, lower=0.15, tongue=0.7, hold=0.7, rounding=0.2),
    "kk": Articulation(jaw=0.29, wide=0.1, upper=0.15, lower=0.2, tongue=0.2, hold=0.45, rounding=0.15),
    "CH": Articulation(jaw=0.10, wide=-0.25, pucker=0.7, upper=0.32, lower=0.32, tongue=0.2, hold=1.4, rounding=1.6),
    "SS": Articulation(jaw=0.12, wide=0.45, upper=0.3, lower=0.4, tongue=0.2, hold=1.2, rounding=0.7),
    "nn": Articulation(jaw=0.24, wide=0.1, upper=0.2, lower=0.2, tongue=0.7, hold=0.7, rounding=0.2),
    "RR": Articulation(jaw=0.22, wide=-0.15, pucker=0.5, upper=0.2, lower=0.2, tongue=0.3, hold=0.9, rounding=0.9),
    "aa": Articulation(jaw=1.0, wide=0.15, upper=0.25, lower=0.25, tongue=0.1, hold=1.5, rounding=0.9),
    "E": Articulation(jaw=0.72, wide=0.55, upper=0.3, lower=0.3, tongue=0.3, hold=1.1, rounding=1.1),
    "ih": Articulation(jaw=0.32, wide=0.75, upper=0.35, lower=0.4, tongue=0.3, hold=1.1, rounding=1.2),
    "oh": Articulation(jaw=0.62, wide=-0.3, pucker=0.75, upper=0.1, lower=0.1, hold=1.5, rounding=1.8),
    "ou": Articulation(jaw=0.19, wide=-0.45, pucker=1.0, upper=0.1, lower=0.1, hold=1.6, rounding=2.0),
}
"""The fifteen visemes."""

BY_IPA: dict[str, Articulation] = {
    "w": Articulation(jaw=0.08, wide=-0.4, pucker=1.1, upper=-0.25, lower=-0.3, hold=2.2, rounding=2.2),
    "ʍ": Articulation(jaw=0.08, wide=-0.4, pucker=1.1, upper=-0.25, lower=-0.3, hold=2.2, rounding=2.2),
    "j": Articulation(jaw=0.28, wide=0.7, upper=0.3, lower=0.3, tongue=0.4, hold=0.9, rounding=0.9),
    "h": Articulation(jaw=0.42, upper=0.15, lower=0.15, hold=0.25, rounding=0.05),
    "i": Articulation(jaw=0.28, wide=0.85, upper=0.4, lower=0.4, tongue=0.3, hold=1.1, rounding=1.3),
    "ə": Articulation(jaw=0.48, wide=0.05, upper=0.15, lower=0.2, tongue=0.2, hold=0.6, rounding=0.3),
    "ɐ": Articulation(jaw=0.58, wide=0.05, upper=0.15, lower=0.2, tongue=0.2, hold=0.7, rounding=0.3),
    "ʌ": Articulation(jaw=0.74, wide=0.05, upper=0.15, lower=0.2, tongue=0.1, hold=1.0, rounding=0.4),
    "ɜ": Articulation(jaw=0.5, wide=-0.1, pucker=0.35, upper=0.2, lower=0.25, tongue=0.2, hold=0.9, rounding=0.7),
    "æ": Articulation(jaw=0.88, wide=0.45, upper=0.35, lower=0.3, tongue=0.2, hold=1.4, rounding=1.0),
    "ʊ": Articulation(jaw=0.3, wide=-0.35, pucker=0.8, upper=0.1, lower=0.1, hold=1.2, rounding=1.5),
    "ɒ": Articulation(jaw=0.88, wide=-0.15, pucker=0.35, upper=0.1, lower=0.15, hold=1.5, rounding=1.2),
}
"""Sounds that differ visibly from their viseme's middle value."""

GLIDES = {
    "aɪ": ("aa", "ih"), "aʊ": ("aa", "ou"), "ɔɪ": ("oh", "ih"), "eɪ": ("E", "ih"), "oʊ": ("oh", "ou"), "əʊ": ("oh", "ou"),
}  # fmt: skip
"""Diphthongs: the mouth travels from the first viseme (60 % of the time) to the second."""

FIRST_SHARE = 0.6


@dataclass(frozen=True)
class Gesture:
    """One target of the lips in time."""

    start: float
    """Seconds."""
    end: float
    """Seconds."""
    shape: Articulation
    silent: bool = False


def gestures_of(phoneme: Phoneme) -> list[Gesture]:
    """The targets one sound asks for: one, or two for a diphthong spoken as one sound."""
    ipa = phoneme.ipa.strip("ˈˌː'ˑ")
    glide = GLIDES.get(ipa[:2])
    if glide is not None:
        turn = phoneme.start + FIRST_SHARE * (phoneme.end - phoneme.start)
        return [Gesture(phoneme.start, turn, BY_VISEME[glide[0]]), Gesture(turn, phoneme.end, BY_VISEME[glide[1]])]
    viseme = BY_VISEME.get(phoneme.viseme, BY_VISEME["sil"])
    shape = viseme if phoneme.viseme in ("sil", "PP", "FF") else BY_IPA.get(ipa[:1], viseme)
    return [Gesture(phoneme.start, phoneme.end, shape, silent=phoneme.viseme == "sil")]
