"""Published Wav2Lip files in all their containers become the one file that the engine reads.

The same network goes round as ``{state_dict, optimizer, …}`` in either format of `torch.save`, with or without ``module.`` before the
names, as a bare state dict, as safetensors, and as a TorchScript archive. The content decides, never the suffix. Nothing in a file is
run: pickles are read with ``weights_only=True``, and of an archive only the tensors are taken, because loading it as a program would
let its ``__setstate__`` call any operator of PyTorch, some of which write files. See `toontalker.cartoon.toonify.torch_files`.
"""

from __future__ import annotations

from pathlib import Path

from torch import Tensor

from toontalker.cartoon.toonify.torch_files import read_torch_file, tensors_of
from toontalker.mouth.wav2lip.lip_weights import checked, write_lip_weights


def read_checkpoint(path: Path) -> dict[str, Tensor]:
    """The 352 weights by their published names, float32 (the counters int64), without optimizer and ``module.``.

    Raises `WeightsMissing` where there is no file, `WeightsWrong` with the reason where it is of another kind, damaged, holds more than
    plain data, or is another network: names, shapes, types and values are checked.
    """
    return checked(tensors_of(read_torch_file(path), path.name, "state_dict"), path.name)


def convert_checkpoint(path: Path, out: Path) -> None:
    """Reads a published file and writes what `toontalker.mouth.wav2lip.engine.open_lip_engine` opens; raises as `read_checkpoint`."""
    write_lip_weights(read_checkpoint(path), out)
