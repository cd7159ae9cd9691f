"""Shelves with a manifest of one file."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from toontalker.weights import Manifest, Shelf


def shelf_for(folder: Path, content: bytes, *addresses: str, **changes: Any) -> Shelf:
    """A shelf in `folder` for one published file, `toon` in `toon.pkl`; `changes` are to its entry, None takes a key away."""
    entry = {
        "name": "toon",
        "file": "toon.pkl",
        "use": "For tests.",
        "addresses": addresses or ("https://example.org/toon.pkl",),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "licence": "terms",
        "formats": ("tf-pickle",),
        "holds": "stylegan2",
    }
    kept = {key: value for key, value in (entry | changes).items() if value is not None}
    licences = {"terms": {"name": "Terms", "sentence": "For tests only."}}
    return Shelf(folder, Manifest.model_validate({"licences": licences, "files": [kept]}))
