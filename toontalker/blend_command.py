"""The command `toontalker blend`: two StyleGAN2 networks become a third."""

from __future__ import annotations

import argparse
from pathlib import Path

from toontalker.errors import BadSetting, MissingPart


def add_blend_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds `blend LOW HIGH --resolution 64 --out FILE`."""
    parser = commands.add_parser("blend", help="two StyleGAN2 networks → one that draws the form of the first in the skin of the second")
    parser.add_argument("low", metavar="LOW", help="the cartoon network, in any published format: gives the coarse layers")
    parser.add_argument("high", metavar="HIGH", help="the network of photographs: gives the fine layers")
    parser.add_argument("--resolution", type=int, default=64, metavar="PX", help="up to which size LOW is used (default: %(default)s)")
    parser.add_argument("--level", type=int, default=0, choices=(0, 1), help="1 moves the border half a size up")
    parser.add_argument("--width", type=float, metavar="W", help="pass smoothly from one to the other, over about so many half sizes")
    parser.add_argument("--out", metavar="FILE.safetensors", required=True, help="a converted file, to be named in toonify.generator")
    parser.set_defaults(run=_blend)


def _blend(arguments: argparse.Namespace) -> list[str]:
    """What the command line prints."""
    out = Path(arguments.out)
    if not out.parent.is_dir():
        raise BadSetting(f"The folder {out.parent} does not exist.")
    if out.suffix != ".safetensors":
        raise BadSetting(f"A blended network is a .safetensors file, which {out.name} is not.")
    try:
        from toontalker.cartoon.toonify.blending import blend
        from toontalker.cartoon.toonify.networks import Networks, read_networks, write_networks
    except ModuleNotFoundError as error:
        raise MissingPart("Blending needs PyTorch: pip install 'toontalker[neural]'.") from error
    low, high = read_networks(Path(arguments.low)), read_networks(Path(arguments.high))
    write_networks(Networks(None, None, blend(low.g_ema, high.g_ema, arguments.resolution, arguments.level, arguments.width)), out)
    return [str(out)]
