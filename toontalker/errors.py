"""Every fault this package tells a person about: one root, and a class attribute that says whose fault it is.

The message of an error is one whole sentence that can be shown as it is. `blame` decides who is told:
``user`` (their photo or text; exit code 1), ``operator`` (settings or a missing part; 2), ``us`` (our bug; 3).
"""

from __future__ import annotations

from typing import ClassVar, Literal

Blame = Literal["user", "operator", "us"]


class ToonTalkerError(Exception):
    """Something went wrong; unless a subclass says otherwise it is our own fault."""

    blame: ClassVar[Blame] = "us"


class RequestError(ToonTalkerError):
    """The request cannot be done as asked; the person who asked is told the message as it is."""

    blame: ClassVar[Blame] = "user"


class UnreadablePhoto(RequestError):
    """The file is not a picture that can be read."""


class PhotoTooLarge(RequestError):
    """The photo has too many bytes or too many pixels."""


class PhotoTooSmall(RequestError):
    """The photo has too few pixels to find a face in."""


class NoFace(RequestError):
    """No face was found, or not the one that was asked for."""


class UnreadableAudio(RequestError):
    """The file is no sound that can be read, or nothing can be heard in it."""


class AudioTooLong(RequestError):
    """The recording has too many bytes or lasts too long."""


class NothingToSay(RequestError):
    """After cleaning, the text holds nothing that can be spoken."""


class TextTooLong(RequestError):
    """The text is longer than the settings allow."""


class Busy(RequestError):
    """Too many clips are in the making already: for this person, for this chat, or in all."""

    def __init__(self, message: str, *, whose: str = "", count: int = 0) -> None:
        super().__init__(message)
        self.whose = whose
        """``owner``, ``chat`` or ``total``."""
        self.count = count
        """How many there are."""


class SeveralFaces(RequestError):
    """There is more than one face in the photo, and nobody said which is meant."""


class SetupError(ToonTalkerError):
    """The installation or its settings are at fault; the operator is told."""

    blame: ClassVar[Blame] = "operator"


class BadSetting(SetupError):
    """A settings file or an argument holds something that makes no sense."""


class MissingPart(SetupError):
    """A package or a library of the operating system is missing."""


class NoVoice(SetupError):
    """No voice on this machine can speak what was asked for."""


class VoiceAway(SetupError):
    """A voice that lives elsewhere did not speak just now: no network, refused, too many requests, too slow, or no sound."""

    def __init__(self, message: str, *, rest: float = 0.0) -> None:
        super().__init__(message)
        self.rest = rest
        """Seconds for which it asked to be left alone."""


class WeightsMissing(SetupError):
    """Weights that were chosen are not on this machine."""


class WeightsWrong(SetupError):
    """A weights file is not what it should be: damaged, tampered with, or of another kind."""


class WeightsUnpinned(SetupError):
    """Nobody publishes a hash of a weights file, and the operator has not said yet that this one is right."""


class LicenceNotAccepted(SetupError):
    """The licence of a weights file has not been accepted."""


class DownloadFailed(SetupError):
    """A weights file could not be fetched from any of its addresses."""


class JournalUnwritable(SetupError):
    """The journal cannot be written just now: its disk is full or read-only, or its database is away. Nothing was written."""
