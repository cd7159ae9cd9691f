from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from toontalker.errors import BadSetting, WeightsMissing
from toontalker.mouth.wav2lip import engine as engine_module
from toontalker.mouth.wav2lip.engine import LipEngine, LipOptions, is_out_of_memory, network_face, open_lip_engine
from toontalker.mouth.wav2lip.mel import mel_spectrogram
from toontalker.mouth.wav2lip.network import Wav2Lip
from toontalker.mouth.wav2lip.runner import Ticket, to_pictures
from toontalker.mouth.wav2lip.windows import window_starts, windows
from toontalker.picture import Picture

FPS = 25


@pytest.fixture(scope="module")
def face() -> Picture:
    """Noise."""
    return np.random.default_rng(1).integers(0, 256, (96, 96, 3), np.uint8)


@pytest.fixture(scope="module")
def sound() -> NDArray[np.float32]:
    """A second of noise that swells."""
    swelling = np.linspace(0, 0.5, 16_000) ** 2
    return (np.random.default_rng(2).uniform(-1, 1, 16_000) * swelling).astype(np.float32)


@pytest.fixture(scope="module")
def spoken(engine: LipEngine, face: Picture, sound: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The 20 frames of that clip."""
    return np.array(list(engine.lips(face, sound, 20, FPS)))


def test_pictures_are_those_of_the_plain_network(
    plain: Wav2Lip, spoken: NDArray[np.uint8], face: Picture, sound: NDArray[np.float32]
) -> None:
    """In their order, RGB, at most one level off where a value lies on the edge between two."""
    which = [0, 7, 8, 19]
    mel = mel_spectrogram(sound)
    heard = torch.from_numpy(windows(mel, window_starts(mel.shape[1], 20, FPS)[which]))
    bgr = torch.from_numpy(face[..., ::-1].astype(np.float32).transpose(2, 0, 1) / np.float32(255))
    masked = bgr.clone()
    masked[:, 48:] = 0
    with torch.inference_mode():
        expected = to_pictures(plain(heard, torch.cat((masked, bgr)).repeat(4, 1, 1, 1))).numpy()
    assert spoken.shape == (20, 96, 96, 3)
    assert spoken.dtype == np.uint8
    off = np.abs(spoken[which].astype(int) - expected)
    assert off.max() <= 1
    assert np.mean(off > 0) <= 1e-3


@pytest.mark.parametrize(("batch", "threads"), [(1, 1), (3, 2), (16, 3), (64, 1)])
def test_bytes_do_not_depend_on_batch_or_threads(
    plain: Wav2Lip, spoken: NDArray[np.uint8], face: Picture, sound: NDArray[np.float32], batch: int, threads: int
) -> None:
    """Nor on the clip's length, nor on what was made before."""
    other = LipEngine(lambda: plain, LipOptions("cpu", "float32", batch, threads))
    short = np.array(list(other.lips(face, sound, 5, FPS)))
    assert np.array_equal(short, spoken[:5])
    assert np.array_equal(np.array(list(other.lips(face, sound, 20, FPS))), spoken)


def test_bytes_are_the_same_after_other_clips(
    engine: LipEngine, spoken: NDArray[np.uint8], face: Picture, sound: NDArray[np.float32]
) -> None:
    """Whole ones, one that was given up, and one whose frames are fetched by turns with ours."""
    list(engine.lips(face[::-1].copy(), -sound, 9, 30))
    next(engine.lips(face[:, ::-1].copy(), sound, 40, FPS))
    turns = zip(engine.lips(face, sound, 20, FPS), engine.lips(face[::-1].copy(), sound, 20, FPS), strict=True)
    assert np.array_equal(np.array([ours for ours, _ in turns]), spoken)


def test_frames_beyond_the_sound_hear_its_end(engine: LipEngine, face: Picture, sound: NDArray[np.float32]) -> None:
    """As many come as were asked for, none for none, and a sound of no length is silence."""
    last = list(engine.lips(face, sound[:4000], 8, FPS))
    assert len(last) == 8
    assert np.abs(last[6].astype(int) - last[7]).max() <= 1
    assert list(engine.lips(face, sound, 0, FPS)) == []
    assert len(list(engine.lips(face, np.zeros(0, np.float32), 1, FPS))) == 1


def test_the_lower_half_is_hidden_from_the_network(face: Picture) -> None:
    """First the face without it, then the whole face, BGR in [0, 1]."""
    made = network_face(face)
    assert made.shape == (1, 6, 96, 96)
    assert made.dtype == torch.float32
    assert not made[0, :3, 48:].any()
    assert torch.equal(made[0, :3, :48], made[0, 3:, :48])
    assert made[0, 5, 60, 7].item() == pytest.approx(face[60, 7, 0] / 255)


@pytest.mark.parametrize(
    ("change", "said"),
    [({"face": np.zeros((97, 96, 3), np.uint8)}, "face"), ({"frames": -1}, "frames"), ({"fps": 0.0}, "rate")],
)
def test_nonsense_is_refused_at_once(engine: LipEngine, face: Picture, sound: NDArray[np.float32], change: Any, said: str) -> None:
    """Before the first picture is asked for."""
    with pytest.raises(ValueError, match=said):
        engine.lips(**{"face": face, "sound": sound, "frames": 1, "fps": 25.0, **change})


def test_options_are_checked(tmp_path: Path) -> None:
    """An empty batch, a GPU that is not there, weights that are not there."""
    with pytest.raises(ValueError, match="batch"):
        LipOptions(batch=0)
    with pytest.raises(BadSetting):
        open_lip_engine(tmp_path / "lips.safetensors", LipOptions(device="cuda:99"))
    with pytest.raises(WeightsMissing):
        open_lip_engine(tmp_path / "lips.safetensors", LipOptions(device="cpu"))


class _Memory:
    """Stands for the network: it fits with so many frames at once, and shows of each frame the first column of what it hears."""

    together = 3

    def __init__(self, fits: int, error: Callable[[], BaseException], built: list[int]) -> None:
        self._fits, self._error, self._built = fits, error, built

    def for_frames(self, frames: int) -> _Memory:
        self._frames = frames
        self._built.append(frames)
        return self

    def remember(self, face: Tensor) -> list[Tensor]:
        return [face]

    def start(self, heard: NDArray[np.float32], face: list[Tensor]) -> Ticket:
        """Memory runs out when pictures are fetched, as it does in another thread or on a GPU."""
        frames = self._frames

        def pictures() -> NDArray[np.uint8]:
            if frames > self._fits:
                raise self._error()
            return heard[:, 0, 0, 0].astype(np.uint8)

        return Ticket(len(heard), pictures)


@pytest.fixture
def short_of_memory(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, Callable[[], BaseException]], tuple[LipEngine, list[int]]]:
    """An engine that works with so many frames at once and no more, and the batches it was built for."""

    def opened(fits: int, error: Callable[[], BaseException]) -> tuple[LipEngine, list[int]]:
        built: list[int] = []
        monkeypatch.setattr(engine_module, "FastWav2Lip", lambda _, how: how.frames)
        monkeypatch.setattr(engine_module, "CoresRunner", lambda frames, _: _Memory(fits, error, built).for_frames(frames))
        monkeypatch.setattr(engine_module, "mel_spectrogram", lambda _: np.arange(200.0, dtype=np.float32) + np.zeros((80, 1), np.float32))
        return LipEngine(lambda: None, LipOptions(device="cpu")), built  # type: ignore[arg-type,return-value] # nothing looks at it

    return opened


OUT_OF_MEMORY = {
    "gpu": lambda: torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB."),
    "cpu": lambda: RuntimeError("[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory: you tried …"),
    "python": MemoryError,
}


@pytest.mark.parametrize("error", OUT_OF_MEMORY.values(), ids=OUT_OF_MEMORY.keys())
def test_out_of_memory_halves_the_batch(short_of_memory: Any, face: Picture, error: Callable[[], BaseException]) -> None:
    """Until it fits; no frame is lost or comes twice, and later clips begin with what fits."""
    engine, built = short_of_memory(2, error)
    for _ in range(2):
        assert list(engine.lips(face, np.zeros(9, np.float32), 11, 80)) == list(range(11))
    assert built == [8, 4, 2]
    assert engine.batch == 2


def test_when_one_frame_does_not_fit_the_error_is_raised(short_of_memory: Any, face: Picture) -> None:
    """And the next clip is tried again."""
    engine, built = short_of_memory(0, MemoryError)
    for _ in range(2):
        with pytest.raises(MemoryError):
            list(engine.lips(face, np.zeros(9, np.float32), 3, 25))
    assert built == [8, 4, 2, 1]


@pytest.mark.parametrize("message", ["CUDA error: an illegal memory access was encountered", "could not create a primitive", "shape"])
def test_any_other_error_passes(short_of_memory: Any, face: Picture, message: str) -> None:
    """The batch stays as it is."""
    engine, built = short_of_memory(0, lambda: RuntimeError(message))
    with pytest.raises(RuntimeError, match=message):
        list(engine.lips(face, np.zeros(9, np.float32), 3, 25))
    assert built == [8]
    assert not is_out_of_memory(ValueError("DefaultCPUAllocator: can't allocate memory"))


@pytest.mark.slow
def test_memory_is_flat_over_many_clips(repo: Path) -> None:
    """50 clips after ten, in a process of their own: less than 8 MB more."""
    program = """
import numpy as np
from toontalker.heap import give_memory_back
from toontalker.mouth.wav2lip import engine
from toontalker.mouth.wav2lip.network import build
from toontalker.mouth.wav2lip.rule_made import rule_made_state
engine.CPU_FRAMES = 2
opened = engine.LipEngine(lambda: build(rule_made_state()), engine.LipOptions("cpu", "float32", threads=2))
def held():
    give_memory_back()
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmRSS")).split()[1]) / 1000
noise = np.random.default_rng(0)
for clip in range(60):
    if clip == 10:
        before = held()
    frames = 1 + clip % 4
    sound = noise.uniform(-1, 1, 640 * frames).astype(np.float32)
    assert sum(1 for _ in opened.lips(noise.integers(0, 256, (96, 96, 3), np.uint8), sound, frames, 25)) == frames
print(held() - before)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=repo, capture_output=True, text=True, timeout=600, check=True)
    assert float(done.stdout) < 8
