"""Weights on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from toontalker.errors import MissingPart
from toontalker.speech.house import weights


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    """Small tables to the last bit; large ones within half a step of their row's scale; float32 all."""
    draw = np.random.default_rng(1)
    tables = {
        "small": draw.normal(size=(3, 4)).astype(np.float32),
        "large": (draw.normal(size=(60, 90)) * draw.uniform(0.01, 9, (60, 1))).astype(np.float32),
        "zeros": np.zeros((50, 50), np.float32),
    }
    weights.save(tmp_path / "w.npz", tables)
    back = weights.load(tmp_path / "w.npz")
    assert set(back) == set(tables)
    assert all(table.dtype == np.float32 for table in back.values())
    assert np.array_equal(back["small"], tables["small"])
    assert np.array_equal(back["zeros"], tables["zeros"])
    step = np.abs(tables["large"]).max(axis=1, keepdims=True) / 127
    assert (np.abs(back["large"] - tables["large"]) <= 0.51 * step).all()


@pytest.mark.parametrize("content", [None, b"", b"no archive", b"PK\x03\x04 broken"])
def test_a_missing_or_damaged_file_is_told(tmp_path: Path, content: bytes | None) -> None:
    """With what to do about it."""
    file = tmp_path / "w.npz"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(MissingPart, match="install toontalker again"):
        weights.load(file)


def test_the_shipped_weights_are_small_and_whole() -> None:
    """Both voices in at most 3 MB, every number finite."""
    assert weights.FILE.stat().st_size <= 3_000_000
    tables = weights.load()
    assert all(np.isfinite(table).all() for table in tables.values())
    assert len(tables["voice.weight"]) == 2


def test_the_teacher_is_named_beside_the_weights() -> None:
    """Its licence asks that the notice stays, and a model wants a card."""
    notice = weights.FILE.with_name("NOTICE").read_text(encoding="utf-8")
    assert "Carnegie Mellon University" in notice
    assert "DISCLAIM ALL WARRANTIES" in notice
    card = weights.FILE.with_name("MODEL_CARD.md").read_text(encoding="utf-8")
    assert all(word in card for word in ("## Data", "## Training", "## Figures", "## Limits"))
