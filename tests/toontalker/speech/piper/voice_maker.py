"""Voices made by rule, with the inputs and outputs of piper's networks: each number of the alphabet gets a length and a level.

The published networks cannot belong to the tests. These are real ONNX files that the real library loads and runs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

RATE, HOP = 22_050, 256
LONGER, SHORTEST = 7, 2
"""A number n is ``SHORTEST + n % LONGER`` frames long."""
LOUDER, STEP = 8, 0.1
"""And has the level ``STEP * (1 + n % LOUDER)``."""


def make_voice(folder: Path, name: str = "en_US-ryan-medium", *, tells: bool = True, **config: Any) -> Path:
    """Writes NAME.onnx and NAME.onnx.json; `tells`: whether the lengths can be had; `config`: keys to change. Gives the network's path."""
    model = folder / f"{name}.onnx"
    onnx.save(_network(tells=tells, speakers=config.get("num_speakers", 1)), str(model))
    language = name.split("-", maxsplit=1)[0]
    usual: Mapping[str, Any] = {
        "audio": {"sample_rate": RATE, "quality": "medium"},
        "espeak": {"voice": language.split("_", maxsplit=1)[0]},
        "language": {"code": language},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "num_symbols": 256,
        "num_speakers": 1,
        "speaker_id_map": {},
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
    }
    model.with_name(f"{name}.onnx.json").write_text(json.dumps({**usual, **config}), encoding="utf-8")
    return model


def _network(*, tells: bool, speakers: int) -> onnx.ModelProto:
    """Lengths = ceil((SHORTEST + n % LONGER) * length scale); every sample has the level of its number, with the sign of a square wave."""
    constants = {
        "longer": np.array(LONGER), "shortest": np.array(SHORTEST), "louder": np.array(LOUDER), "one": np.array(1), "zero": np.array(0),
        "two": np.array(2), "hop": np.array(HOP), "which": np.array([1]), "step": np.array(STEP, np.float32), "last": np.array([-1]),
        "flat": np.array([-1]), "axes": np.array([1]), "all": np.array([0]), "half": np.array(0.5, np.float32), "hundred": np.array(100),
    }  # fmt: skip
    steps = [
        ("Mod", ["input", "longer"], "rest"), ("Add", ["rest", "shortest"], "frames"), ("Cast", ["frames"], "frames_f"),
        ("Gather", ["scales", "which"], "scale"), ("Mul", ["frames_f", "scale"], "scaled"), ("Unsqueeze", ["scaled", "axes"], "wide"),
        ("Ceil" if tells else "Identity", ["wide"], "lengths"), ("Reshape", ["lengths", "flat"], "lengths_flat"),
        ("Cast.int", ["lengths_flat"], "lengths_i"), ("Mul", ["lengths_i", "hop"], "samples"), ("CumSum", ["samples", "zero"], "ends"),
        ("ReduceSum", ["samples", "all"], "total_1"), ("Squeeze", ["total_1"], "total"), ("Range", ["zero", "total", "one"], "place"),
        ("Mul", ["place", "zero"], "zeros"), ("Slice", ["ends", "all", "last", "all"], "cuts"), ("Div", ["cuts", "cuts"], "ones"),
        ("ScatterElements", ["zeros", "cuts", "ones"], "marks"), ("CumSum", ["marks", "zero"], "index"),
        ("Reshape", ["input", "flat"], "ids"),
        ("Mod", ["ids", "louder"], "loud"), ("Add", ["loud", "one"], "loud_1"), ("Cast", ["loud_1"], "loud_f"),
        ("Mul", ["loud_f", "step"], "levels"), ("Gather", ["levels", "index"], "level"), ("Div", ["place", "hundred"], "hundreds"),
        ("Mod", ["hundreds", "two"], "odd"), ("Cast", ["odd"], "odd_f"), ("Sub", ["odd_f", "half"], "sign_half"),
        ("Add", ["sign_half", "sign_half"], "sign"), ("Mul", ["level", "sign"], "wave"), ("Unsqueeze", ["wave", "all"], "row"),
        ("Unsqueeze", ["row", "axes"], "output"),
    ]  # fmt: skip
    nodes = []
    for kind, inputs, output in steps:
        operation, _, to = kind.partition(".")
        attributes = {"to": TensorProto.INT64 if to else TensorProto.FLOAT} if operation == "Cast" else {}
        nodes.append(helper.make_node(operation, inputs, [output], **attributes))
    integer, real = TensorProto.INT64, TensorProto.FLOAT
    inputs = [
        helper.make_tensor_value_info("input", integer, ["batch", "phonemes"]),
        helper.make_tensor_value_info("input_lengths", integer, ["batch"]),
        helper.make_tensor_value_info("scales", real, [3]),
    ]
    if speakers > 1:
        inputs.append(helper.make_tensor_value_info("sid", integer, ["batch"]))
    output = helper.make_tensor_value_info("output", real, ["batch", 1, "time"])
    tables = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "rule", inputs, [output], tables)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8, producer_name="pytorch")
