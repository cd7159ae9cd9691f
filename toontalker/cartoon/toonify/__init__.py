"""Toonify: a portrait drawn by StyleGAN2 (Karras et al. 2020; Pinkney & Adler 2020), from the published weights, without TensorFlow.

    networks = read_networks(Path("ffhq.pkl"))
    w = networks.g_ema.truncate(networks.g_ema.mapping(z), psi=0.7)
    picture = networks.g_ema.synthesis(w)

PyTorch is needed here and in `toontalker.mouth.wav2lip`, and nowhere else; the names below are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toontalker.cartoon.toonify.blending import blend
    from toontalker.cartoon.toonify.discriminator import Discriminator
    from toontalker.cartoon.toonify.generator import Generator
    from toontalker.cartoon.toonify.networks import Networks, convert_networks, read_networks
    from toontalker.cartoon.toonify.projection import Projection, Search, project

_HOMES = {
    "blending": ("blend",),
    "discriminator": ("Discriminator",),
    "generator": ("Generator",),
    "networks": ("Networks", "convert_networks", "read_networks"),
    "projection": ("Projection", "Search", "project"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Discriminator",
    "Generator",
    "Networks",
    "Projection",
    "Search",
    "blend",
    "convert_networks",
    "project",
    "read_networks",
]


def __getattr__(name: str) -> Any:
    """Loads an exported name from its module on first use (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value
