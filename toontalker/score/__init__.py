"""How well do the lips of a finished clip fit its sound? Measured on the mp4 itself, knowing nothing of how it was drawn.

`watching` finds the face again in every decoded frame, `listening` takes the loudness of the decoded sound, `timeline` says from
the report's phonemes alone when lips ought to be open, closed, round or spread, `figures` compares. The same figures for a wrong
timeline and a wrong sound (`Controls`) show what is worth nothing.
"""

from __future__ import annotations

from toontalker.score.scoring import Controls, Score, score

__all__ = ["Controls", "Score", "score"]
