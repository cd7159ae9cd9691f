"""The section of the settings that says who speaks."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, field_validator

from toontalker.section import Section

VoiceName = Literal["gtts", "piper", "edge", "house", "espeak"]
GenderMethod = Literal["praat", "librosa"]

ONLINE: Final[tuple[VoiceName, ...]] = ("gtts", "edge")
"""Voices that send the text to others."""
EMBEDDED: Final[tuple[VoiceName, ...]] = ("house", "espeak")
"""Voices that are always there; that one of them is missing is a fault of the installation, not a choice."""


class VoiceSettings(Section):
    """[voices]: who speaks, and what is done where nobody speaks as asked."""

    order: tuple[VoiceName, ...] = Field(default=("gtts", "piper", "house", "espeak"), strict=False)
    """The first that can speaks, in this order; who is not installed or does not answer is passed over. edge is never asked
    unless it is named here."""
    gender: GenderMethod = "praat"
    """How a man's voice is made of a woman's and the other way round: praat keeps it human, librosa is what the original did."""
    fallback_language: str = "en"
    """Language of a text where none is named and none can be told."""
    patience_seconds: Annotated[float, Field(gt=0, le=120, allow_inf_nan=False)] = 8.0
    """How long a voice of the network may take for a text; after that the next one speaks."""
    rest_seconds: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)] = 60.0
    """How long it is left alone after a failure; twice as long after each further one, up to an hour."""
    cache_folder: str = ""
    """Where sounds of the network are kept, so that the same line is asked for once; empty: the user's cache folder."""
    cache_megabytes: Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)] = 100.0
    """How much is kept, in millions of bytes; 0 for nothing."""
    piper_folder: str = ""
    """Where voices of piper lie; empty: the usual folder of the weights."""

    def on_this_machine(self) -> VoiceSettings:
        """The same without the voices that send the text to others; the embedded ones where no other is left."""
        return self.model_copy(update={"order": tuple(name for name in self.order if name not in ONLINE) or EMBEDDED})

    @field_validator("order")
    @classmethod
    def _each_once(cls, order: tuple[VoiceName, ...]) -> tuple[VoiceName, ...]:
        """Somebody must speak, and nobody twice."""
        if not order:
            raise ValueError("name at least one voice")
        if len(set(order)) < len(order):
            raise ValueError("name each voice once")
        return order
