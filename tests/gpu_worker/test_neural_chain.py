"""The neural engines end to end, from files in the formats they are published in, through the journal and a worker process, to the mp4."""

from __future__ import annotations

import json
import time
from pathlib import Path

import av
import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from gpu_worker.clip_maker import options_of
from gpu_worker.entrance import CLIP_MAKER, Orders
from gpu_worker.journal import Job, Journal, JournalLimits, NewJob, open_journal
from gpu_worker.supervisor import Supervisor
from tests.toontalker.cartoon.toonify.tf_files import Plan, random_tf_networks, write_tf_pickle
from tests.toontalker.cartoon.toonify.vgg_files import head_names, small_vgg, torchvision_names
from toontalker.__main__ import main
from toontalker.mouth.wav2lip.rule_made import rule_made_state
from toontalker.neural_settings import NeuralSettings, ToonifySettings, Wav2LipSettings
from toontalker.settings import Settings

PLAN = Plan(channels=(16, 16, 16, 16, 16), latent=16, mapping=(16, 16))
"""64 px."""
PATIENCE = 240.0
"""Seconds in which a small clip must be there on the busiest machine."""


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small random networks, saved as published, converted and blended by the command line."""
    folder = tmp_path_factory.mktemp("weights")
    for seed, name in enumerate(("cartoon", "photo")):
        write_tf_pickle(folder / f"{name}.pkl", random_tf_networks(PLAN, seed))
    vgg = small_vgg()
    torch.save({**torchvision_names(vgg), **head_names(vgg)}, folder / "vgg.pth")
    state = {f"module.{key}": value for key, value in rule_made_state().items()}
    torch.save({"state_dict": state, "optimizer": {}, "global_step": 1, "global_epoch": 1}, folder / "lips.pth")
    run("blend", str(folder / "cartoon.pkl"), str(folder / "photo.pkl"), "--resolution", "16", "--out", str(folder / "toon.safetensors"))
    for file, holds in (("photo.pkl", "stylegan2"), ("vgg.pth", "perceptual"), ("lips.pth", "wav2lip")):
        out = (folder / file).with_suffix(".safetensors")
        run("weights", "convert", str(folder / file), "--holds", holds, "--out", str(out), "--folder", str(folder))
    for original in (*folder.glob("*.pkl"), *folder.glob("*.pth")):
        original.unlink()
    return folder


def run(*arguments: str) -> None:
    """One command, which must succeed."""
    assert main(arguments) == 0


@pytest.fixture(scope="module")
def settings(weights: Path) -> Settings:
    """Everything neural, as small as it goes."""
    return Settings(
        neural=NeuralSettings(device="cpu", weights=str(weights)),
        toonify=ToonifySettings(generator="toon", photo_generator="photo", perceptual="vgg", steps=3),
        wav2lip=Wav2LipSettings(weights="lips", batch=16),
    )


def finished(journal: Journal, names: list[str]) -> list[Job]:
    """The jobs when all of them have ended."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        ended = {job.id: job for job in journal.untold(len(names) + 1)}
        if all(name in ended for name in names):
            return [ended[name] for name in names]
        time.sleep(0.1)
    raise AssertionError("the jobs did not end")


def pictures(clip: Path) -> NDArray[np.uint8]:
    """All frames ``(n, h, w, 3)``."""
    with av.open(str(clip)) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])


@pytest.mark.slow
def test_photo_to_clip_through_the_worker(settings: Settings, portrait_file: Path, tmp_path: Path) -> None:
    """Align, project, blended generator, Wav2Lip, mp4: in both neural mouths, and the same request twice gives the same frames."""
    requests = [{"style": "toonify", "mouth": mouth, "text": "Hello.", "size": 256} for mouth in ("wav2lip", "wav2lip-sharp", "wav2lip")]
    folder = tmp_path / "jobs"
    with open_journal(f"sqlite:///{tmp_path / 'journal.db'}", JournalLimits(), folder) as journal:
        supervisor = Supervisor(journal, folder, settings.worker, Orders(CLIP_MAKER, options_of(settings)))
        supervisor.start()
        try:
            ids = []
            for number, request in enumerate(requests):
                photo = journal.save_photo(portrait_file.read_bytes())
                ids.append(journal.add(NewJob(f"key-{number}", f"owner-{number}", "chat", json.dumps({}), photo, request, PATIENCE)).id)
                supervisor.wake()
            jobs = finished(journal, ids)
        finally:
            supervisor.stop()
    assert [(job.state, job.message) for job in jobs] == [("done", None)] * 3
    first, sharp, again = (pictures(job.clip) for job in jobs if job.clip is not None)
    assert first.shape == sharp.shape == again.shape
    assert first.shape[1:] == (256, 256, 3)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, sharp)
