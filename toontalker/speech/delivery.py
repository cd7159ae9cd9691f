"""How a line is spoken, whoever speaks it: faster or slower, higher or lower than the voice would by itself."""

from __future__ import annotations

from dataclasses import dataclass

from toontalker.errors import BadSetting

RATE_RANGE = (0.7, 1.4)
"""Beyond these, sounds run into each other or fall apart."""
PITCH_RANGE = (-4.0, 4.0)
"""Semitones; beyond these a voice is no longer believed."""


@dataclass(frozen=True)
class Delivery:
    """Raises BadSetting for a value out of range."""

    rate: float = 1.0
    """Speed as a multiple of the voice's own: 0.7 to 1.4."""
    pitch: float = 0.0
    """Semitones above the voice's own pitch: -4 to 4."""

    def __post_init__(self) -> None:
        """Checks the ranges; NaN is in none."""
        if not RATE_RANGE[0] <= self.rate <= RATE_RANGE[1]:
            raise BadSetting(f"The rate of a voice lies between {RATE_RANGE[0]} and {RATE_RANGE[1]}, not at {self.rate:g}.")
        if not PITCH_RANGE[0] <= self.pitch <= PITCH_RANGE[1]:
            low, high = PITCH_RANGE
            raise BadSetting(f"The pitch of a voice lies between {low:g} and {high:g} semitones, not at {self.pitch:g}.")


AS_IT_IS = Delivery()
"""The voice's own way."""
