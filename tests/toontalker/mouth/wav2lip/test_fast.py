from __future__ import annotations

import pytest
import torch
from torch import Tensor

from toontalker.mouth.wav2lip.fast import Build, FastWav2Lip
from toontalker.mouth.wav2lip.network import Wav2Lip

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def fast(plain: Wav2Lip) -> FastWav2Lip:
    """The fast network for four frames."""
    return FastWav2Lip(plain, Build(4, CPU, torch.float32))


def _pictures(network: FastWav2Lip, forward: dict[str, Tensor], which: int) -> Tensor:
    """All windows with one of the faces."""
    with torch.inference_mode():
        return network(forward["mel"][: network.build.frames], network.remember(forward["face"][which : which + 1]))


@pytest.mark.parametrize("which", range(4))
def test_it_gives_what_the_original_gives(fast: FastWav2Lip, forward: dict[str, Tensor], which: int) -> None:
    """Within 2e-5 in float32, for each of the four faces."""
    assert (_pictures(fast, forward, which)[which] - forward["out"][which]).abs().max() <= 2e-5


def test_bfloat16_keeps_the_lips(plain: Wav2Lip, forward: dict[str, Tensor]) -> None:
    """PSNR of at least 45 dB against the original in float32."""
    network = FastWav2Lip(plain, Build(1, CPU, torch.bfloat16))
    error = _pictures(network, forward, 0)[0] - forward["out"][0]
    assert -10 * torch.log10(error.square().mean()) >= 45


def test_a_call_leaves_nothing_behind(fast: FastWav2Lip, forward: dict[str, Tensor]) -> None:
    """The same frames come out bit for bit after those of another face, and from a twin."""
    first = _pictures(fast, forward, 0).clone()
    twin = fast.twin()
    _pictures(fast, forward, 1)
    assert torch.equal(_pictures(twin, forward, 0), first)
    assert torch.equal(_pictures(fast, forward, 0), first)


def test_the_plain_network_stays_as_it_was(plain: Wav2Lip, fast: FastWav2Lip, forward: dict[str, Tensor]) -> None:
    """Folding and tiling work on copies."""
    _pictures(fast, forward, 0)
    with torch.inference_mode():
        assert (plain(forward["mel"], forward["face"]) - forward["out"]).abs().max() <= 2e-5
