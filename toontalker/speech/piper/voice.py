"""Speaks with piper: chooses the voice, keeps the last few loaded, and writes down when each sound is made."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from toontalker.clip import Voice
from toontalker.errors import NothingToSay, NoVoice, TextTooLong, WeightsWrong
from toontalker.languages import language_code
from toontalker.speech.delivery import AS_IT_IS, Delivery
from toontalker.speech.piper.alignment import onsets_of
from toontalker.speech.piper.network import load_network
from toontalker.speech.piper.pieces import pieces_of, runs_of
from toontalker.speech.piper.voice_files import VoiceFile, best_file
from toontalker.speech.recording import Onset, Recording, Sound

if TYPE_CHECKING:
    from piper import PiperVoice
    from piper.config import SynthesisConfig

KEPT: Final = 2
"""Voices that stay loaded: one of a man and one of a woman; each takes about 100 MB."""
PAUSE: Final = 0.2
"""Seconds between two sentences."""


class Spoken(NamedTuple):
    """What a network made at once."""

    ids: list[int]
    """What it was given, ``(n,)``."""
    sound: Sound
    """Mono at the rate of the voice."""
    lengths: NDArray[np.int64] | None
    """Samples of each of the ids, ``(n,)``; None where the network does not tell."""


class Piper:
    """The voice engine `piper`; may be used by many threads at once. Its networks breathe by chance: no two takes are the same."""

    name = "piper"

    def __init__(self, files: Sequence[VoiceFile], *, longest: float = 600.0) -> None:
        """`files`: the voices to choose from; `longest`: seconds of sound a text may make. Nothing is loaded before it speaks."""
        self._files = tuple(files)
        self._longest = longest
        self._loaded: OrderedDict[VoiceFile, PiperVoice] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def files(self) -> tuple[VoiceFile, ...]:
        """The voices it chooses from."""
        return self._files

    def speaks(self, language: str) -> bool:
        """True if one of its voices is of this language, of whatever region."""
        return best_file(self._files, "female", language) is not None

    def say(self, text: str, voice: Voice, language: str, delivery: Delivery = AS_IT_IS) -> Recording:
        """Speaks a cleaned text, sentence by sentence; the pitch of the delivery is left as it is.

        Without a voice of the gender that was asked for, one of the other speaks (`Recording.as_asked`). Raises NoVoice for a
        language it has no voice of, NothingToSay, TextTooLong, MissingPart, WeightsMissing or WeightsWrong.
        """
        file = best_file(self._files, voice, language)
        if file is None:
            raise NoVoice(f"There is no voice of piper for the language {language_code(language) or 'that was asked for'}.")
        network = self._network(file)
        gender, speaker = file.speaker(voice)
        recording = Recording(rate=network.config.sample_rate, as_asked=gender == voice)
        manner = _manner(network, speaker, delivery)
        for piece in pieces_of(text.replace("[", " ").replace("]", " ")):  # [[…]] would be taken for IPA
            for spoken in _spoken(network, piece, manner, file):
                if not np.isfinite(spoken.sound).all():
                    raise WeightsWrong(f"The voice file {file.model.name} of piper is damaged: it makes numbers that are no sound.")
                _take_down(recording, spoken, network)
                if recording.seconds > self._longest:
                    raise TextTooLong("That text takes too long to say; please send a shorter one.")
        if recording.sound.samples == 0:
            raise NothingToSay("There is nothing in this text that the voice can say.")
        if not recording.timed:
            recording.onsets.clear()
        return recording

    def _network(self, file: VoiceFile) -> PiperVoice:
        """A voice, loaded; the one that was not used for longest makes room for it."""
        with self._lock:
            network = self._loaded.pop(file, None)
            if network is None:
                while len(self._loaded) >= KEPT:
                    self._loaded.popitem(last=False)
                network = load_network(file.model)
            self._loaded[file] = network
            return network


def _manner(network: PiperVoice, speaker: int | None, delivery: Delivery) -> SynthesisConfig:
    """How it is to speak."""
    from piper.config import SynthesisConfig

    return SynthesisConfig(speaker, length_scale=network.config.length_scale / delivery.rate)


def _spoken(network: PiperVoice, piece: str, manner: SynthesisConfig, file: VoiceFile) -> Iterator[Spoken]:
    """What the network makes of a piece of text; raises WeightsWrong where it breaks over it.

    As `PiperVoice.synthesize`, but for the bound on what it is given at once and the loudness, which is left as the network made it.
    """
    from onnxruntime.capi import onnxruntime_pybind11_state as faults

    try:
        for sentence in network.phonemize(piece):
            for run in runs_of(sentence):
                ids = network.phonemes_to_ids(run)
                made = network.phoneme_ids_to_audio(ids, manner, include_alignments=True)
                sound, lengths = made if isinstance(made, tuple) else (made, None)
                yield Spoken(ids, np.asarray(sound, np.float32).reshape(-1), lengths)
    except (ValueError, KeyError, faults.Fail, faults.InvalidArgument, faults.RuntimeException) as error:
        raise WeightsWrong(f"The voice file {file.model.name} of piper could not speak this text.") from error


def _take_down(recording: Recording, spoken: Spoken, network: PiperVoice) -> None:
    """Adds a sentence with a pause after it, and its onsets if the network tells them and they fit its sound."""
    since, rate, sound, lengths = recording.seconds, recording.rate, spoken.sound, spoken.lengths
    fit = lengths is not None and np.shape(lengths) == (len(spoken.ids),) and int(np.sum(lengths)) == sound.size
    if lengths is not None and fit and network.config.phoneme_type.value == "espeak":
        onsets = onsets_of(spoken.ids, lengths, network.config.phoneme_id_map, rate)
        recording.onsets += [Onset(since + onset.start, onset.ipa) for onset in onsets]
        recording.onsets.append(Onset(since + sound.size / rate, ""))
    else:
        recording.timed = False
    recording.sound.write(np.concatenate([sound, np.zeros(round(PAUSE * rate), np.float32)]))
