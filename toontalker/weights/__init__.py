"""Weights: which files the neural engines can use, where they lie, and whether they are what they claim to be.

An engine asks `find_weights` for a path and gets a safetensors file that was proven, or one sentence that says what to type. How it
comes there is the operator's part: `fetch` brings a published file, `convert` makes the safetensors, `check` looks at everything.
Nothing here knows torch or pixels; a published file is never opened here except to look at its bytes.
"""

from __future__ import annotations

from toontalker.weights.conversion import Conversion, Converter, convert
from toontalker.weights.download import Limits
from toontalker.weights.fetching import Consent, Way, fetch
from toontalker.weights.findings import Finding, State, check, state_of
from toontalker.weights.lock import Lock, change_lock, read_lock
from toontalker.weights.manifest import Holds, Licence, Manifest, PublishedFile, read_manifest
from toontalker.weights.proof import check_published, check_safetensors, known_sha256, sha256_of
from toontalker.weights.shelf import Shelf, find_weights, open_shelf, weights_folder
from toontalker.weights.sniff import Container, sniff

__all__ = [
    "Consent",
    "Container",
    "Conversion",
    "Converter",
    "Finding",
    "Holds",
    "Licence",
    "Limits",
    "Lock",
    "Manifest",
    "PublishedFile",
    "Shelf",
    "State",
    "Way",
    "change_lock",
    "check",
    "check_published",
    "check_safetensors",
    "convert",
    "fetch",
    "find_weights",
    "known_sha256",
    "open_shelf",
    "read_lock",
    "read_manifest",
    "sha256_of",
    "sniff",
    "state_of",
    "weights_folder",
]
