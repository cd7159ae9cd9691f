"""The flow from a photo and a text, or a voice recording, to a clip, written once: command line, bot, workers and benchmark all call it.

The rooms are imported when a pipeline is opened and not before: so a missing system library becomes a sentence.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from toontalker.clip import Clip, ClipRequest, FaceFound, OnProgress
from toontalker.errors import MissingPart, NoFace, SetupError, SeveralFaces
from toontalker.heap import give_memory_back
from toontalker.neural import NeuralEngines
from toontalker.request_check import check_place, check_request, poster_beside
from toontalker.settings import Settings
from toontalker.stages import Stages
from toontalker.system import limit_blas, require_opencv

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toontalker.cartoon import Toon
    from toontalker.face import Portrait, SeenFace
    from toontalker.mouth import TalkingMouth
    from toontalker.picture import Picture
    from toontalker.speech import Speech
    from toontalker.video import WrittenClip

_NO_FACE = "No face was found in this photo; try one that shows a face larger, lit better or more from the front."


def open_pipeline(settings: Settings | None = None) -> Pipeline:
    """Loads the models, once for many jobs; use it in a `with`, or call `close()`.

    Raises `MissingPart` when a package or a library of the system is missing.
    """
    try:
        return Pipeline(settings or Settings())
    except ModuleNotFoundError as error:
        raise MissingPart(f"The Python package {error.name} is missing; `toontalker doctor` says what to do.") from error


class Pipeline:
    """Photo and text or recording → clip. It does one job at a time; a second thread opens a pipeline of its own."""

    def __init__(self, settings: Settings) -> None:
        require_opencv()
        import cv2

        from toontalker import cartoon, mouth, photo, video  # noqa: F401 - loaded now, so that the first job is as fast as the next
        from toontalker.face import FaceFinder
        from toontalker.speech import open_voices
        from toontalker.speech.own_voice import AudioLimits

        self.settings = settings
        self._photo_limits = photo.PhotoLimits(
            max_bytes=round(settings.photo.max_megabytes * 1e6),
            max_pixels=round(settings.photo.max_megapixels * 1e6),
            min_side=settings.photo.min_side,
        )
        cv2.setNumThreads(settings.pipeline.threads)
        limit_blas()
        self._audio_limits = AudioLimits(
            max_bytes=round(settings.speech.max_audio_megabytes * 1e6), max_seconds=settings.speech.max_audio_seconds
        )
        self._voices = open_voices(
            settings.voices, longest_text=settings.speech.max_text, longest_seconds=settings.speech.max_seconds
        )
        self._faces = FaceFinder()
        self._neural = NeuralEngines(settings)
        self._neural.open_chosen()

    def make_clip(self, request: ClipRequest, out: Path, on_progress: OnProgress | None = None) -> Clip:
        """Makes the clip at `out` (an mp4) with its poster beside it (``x.mp4`` → ``x.poster.jpg``); a failure leaves neither.

        Raises `RequestError` where photo, text or recording are at fault, `BadSetting` for a value out of range.
        """
        check_request(request)
        check_place(request, out)
        try:
            return self._make(request, out, Stages(on_progress))
        finally:
            give_memory_back()

    def _make(self, request: ClipRequest, out: Path, stages: Stages) -> Clip:
        """The verbs in a row; what can fail cheaply comes before what costs."""
        with stages.stage("photo"):
            photo = self.open_photo(request.photo)
        with stages.stage("face"):
            seen = self._seen(photo, request.face)
            portrait = self._faces.align(photo, seen.face, request.size, seen.others)
        with stages.stage("speech"):
            speech = self._speech(request)
        with stages.stage("cartoon"):
            toon = self._toon(request, portrait, seen, stages)
        with stages.stage("mouth"):
            mouth = self._mouth(request, toon, portrait)
            mouth.listen(speech, request.fps, stages.way_of("mouth"))
        with stages.stage("clip"):
            frames = stages.drawn(mouth.animate(speech, fps=request.fps, seed=request.seed), round(speech.seconds * request.fps))
            written = self._write(out, frames, speech, request.fps)
        return _clip(request, seen.found, speech, written, stages)

    def _speech(self, request: ClipRequest) -> Speech:
        """What is heard: the text, spoken, or the recording, played."""
        if request.audio is None:
            return self._voices.say(request.text, request.voice, request.language)
        from toontalker.speech.own_voice import read_audio

        recording = read_audio(request.audio, self._audio_limits)
        return self._voices.play(recording, request.audio_voice, request.text, request.language)

    def _toon(self, request: ClipRequest, portrait: Portrait, seen: SeenFace, stages: Stages) -> Toon:
        """The drawing, by our own hand or by the network."""
        if request.style == "toonify":
            from toontalker.toonified import ToonifiedLook, toonified

            look = ToonifiedLook(request.size, self.settings.toonify.show, request.seed)
            return toonified(self._neural, self._faces, seen, look, stages.way_of("cartoon"))
        from toontalker.cartoon import cartoonize

        return cartoonize(portrait, request.style, strength=request.strength, glasses=request.glasses, seed=request.seed)

    def _mouth(self, request: ClipRequest, toon: Toon, portrait: Portrait) -> TalkingMouth:
        """What makes the drawing talk."""
        if request.mouth == "puppet":
            from toontalker.mouth import Puppet

            return Puppet(toon)
        from toontalker.mouth.wav2lip.mouth import DrivenMouth, PastedMouth, SourceFace

        lips = self._neural.lips
        if request.mouth == "wav2lip":
            return PastedMouth(toon, lips)
        return DrivenMouth(toon, SourceFace(portrait.image, portrait.landmarks, self._faces.mesh), lips)

    def open_photo(self, photo: Path | bytes) -> Picture:
        """The photo as ``(h, w, 3) uint8 RGB``, upright; raises `RequestError` where it cannot be used."""
        from toontalker.photo import open_photo

        return open_photo(photo, self._photo_limits)

    def draw_choice(self, photo: Path | bytes, out: Path) -> int:
        """Writes a JPEG of the faces that a person may mean, numbered from 1, and says how many they are; raises `RequestError`."""
        from toontalker.face import draw_choice, worth_asking

        picture = self.open_photo(photo)
        faces = self._faces.find_faces(picture)
        faces = faces[: worth_asking(faces)]
        if not faces:
            raise NoFace(_NO_FACE)
        draw_choice(picture, faces).save(out, "JPEG", quality=88, optimize=True)
        return len(faces)

    def portrait(self, photo: Picture, face: int, size: int) -> tuple[Portrait, FaceFound]:
        """The crop round one face of `photo`, `size` px wide; faces count from 1. Raises `NoFace`."""
        seen = self._seen(photo, face)
        return self._faces.align(photo, seen.face, size, seen.others), seen.found

    def _seen(self, photo: Picture, face: int) -> SeenFace:
        """The face that is meant, in its photo; faces count from 1, and 0 is the only one. Raises `NoFace`, `SeveralFaces`."""
        from toontalker.face import SeenFace, worth_asking

        faces = self._faces.find_faces(photo)
        if not faces:
            raise NoFace(_NO_FACE)
        if face == 0 and (several := worth_asking(faces)) > 1:
            raise SeveralFaces(f"There are {several} faces in this photo; say which one is meant, from 1 to {several}.")
        face = face or 1
        if face > len(faces):
            only = "There is only 1 face" if len(faces) == 1 else f"There are only {len(faces)} faces"
            raise NoFace(f"{only} in this photo, so there is no face {face}.")
        chosen = faces[face - 1]
        return SeenFace(photo, chosen, [other for other in faces if other is not chosen])

    def close(self) -> None:
        """Frees the models."""
        self._faces.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _write(self, out: Path, frames: Iterator[Picture], speech: Speech, fps: int) -> WrittenClip:
        """Clip and poster on disk, or neither."""
        from toontalker.video import write_clip, write_poster

        written = write_clip(out, frames, speech, fps=fps, title=speech.text, tag=self.settings.pipeline.tag)
        try:
            write_poster(poster_beside(out), written.stills, self._faces.mesh)
        except SetupError:
            out.unlink(missing_ok=True)
            raise
        return written


def _clip(request: ClipRequest, face: FaceFound, speech: Speech, written: WrittenClip, stages: Stages) -> Clip:
    return Clip(
        path=written.path,
        poster=poster_beside(written.path),
        said_by=speech.said_by,
        style=request.style,
        mouth=request.mouth,
        face=face,
        phonemes=speech.phonemes,
        frames=written.frames,
        fps=written.fps,
        width=written.width,
        height=written.height,
        seconds=written.seconds,
        stages=stages.seconds,
        language=speech.language,
        notes=speech.notes,
    )
