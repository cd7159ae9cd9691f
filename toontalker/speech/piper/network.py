"""One of piper's networks, loaded: with few threads, and made to tell how long each of its sounds is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from toontalker.errors import MissingPart, WeightsMissing, WeightsWrong
from toontalker.speech.piper.voice_files import read_config

if TYPE_CHECKING:
    from piper import PiperVoice

THREADS: Final = 2
"""Of one voice; the default, as many as there are cores, starves the drawing of other clips."""
INSTALL: Final = "pip install 'toontalker[piper]'"
"""What an operator types to get what this voice needs."""


def load_network(model: Path) -> PiperVoice:
    """Loads a voice, proven by its hash if that was pinned when it was fetched.

    Raises MissingPart without the extra, WeightsMissing or WeightsWrong where its files are not as they should be.
    """
    _prove(model)
    try:
        import onnxruntime
        from onnxruntime.capi import onnxruntime_pybind11_state as faults
        from piper import PiperVoice
        from piper.config import PiperConfig
    except ImportError as error:
        raise MissingPart(f"The voice piper is not installed: {INSTALL}.") from error
    refusals = (faults.Fail, faults.InvalidArgument, faults.InvalidGraph, faults.InvalidProtobuf, faults.NotImplemented)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = THREADS, 1
    options.log_severity_level = 4
    try:
        config = PiperConfig.from_dict(read_config(model))
        session = onnxruntime.InferenceSession(_telling(model), options, providers=["CPUExecutionProvider"])
        return PiperVoice(session=session, config=config)
    except OSError as error:
        raise WeightsMissing(f"The voice file {model.name} of piper cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, faults.RuntimeException, *refusals) as error:
        raise WeightsWrong(f"The voice file {model.name} of piper is damaged, or {model.name}.json is not its own.") from error


def _prove(model: Path) -> None:
    """Raises WeightsWrong where a file that `toontalker weights fetch` brought is not what it was; others are the operator's own word."""
    from toontalker.weights import check_published, open_shelf

    shelf = open_shelf(model.parent)
    for path in (model, model.with_name(f"{model.name}.json")):
        file = shelf.manifest.published_as(path.name)
        if file is not None and file.name in shelf.lock.pins:
            check_published(path, file, shelf.lock)


def _telling(model: Path) -> bytes:
    """The network with the lengths of its sounds as a second output, if it can be had: they are the output of its only Ceil node.

    As `piper.patch_voice_with_alignment`; raises ValueError for what is no network at all.
    """
    try:
        import onnx
        from google.protobuf.message import DecodeError
        from piper.patch_voice_with_alignment import add_alignment_output
    except ImportError:  # without onnx the voice speaks all the same; the listener finds the sounds
        return model.read_bytes()
    try:
        graph = onnx.load(str(model))
    except DecodeError as error:
        raise ValueError("no ONNX") from error
    try:
        add_alignment_output(graph)
    except ValueError:  # it tells already, or it has no lengths
        return model.read_bytes()
    return graph.SerializeToString()
