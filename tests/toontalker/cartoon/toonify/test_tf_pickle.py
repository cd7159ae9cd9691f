"""Original pickles are read as data, and nothing else is read, let alone run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.toontalker.cartoon.toonify import hostile_pickles as hostile
from tests.toontalker.cartoon.toonify import wrong_pickles as wrong
from tests.toontalker.cartoon.toonify.tf_files import (
    EasyDict,
    Plan,
    StandIn,
    Writing,
    pickled,
    random_tf_network,
    random_tf_networks,
    tf_pickle,
    write_tf_pickle,
)
from toontalker.cartoon.toonify.networks import read_networks
from toontalker.cartoon.toonify.tf_pickle import TFNetwork, read_tf_pickle
from toontalker.errors import WeightsMissing, WeightsWrong

SENTENCE = r"^network\.pkl (was not read: .*|is damaged or is no network of TensorFlow \(\w+\))\.$"


def same(one: TFNetwork, other: TFNetwork) -> bool:
    """Equal in everything."""
    return (
        (one.name, one.function, one.options, [*one.variables]) == (other.name, other.function, other.options, [*other.variables])
        and all(np.array_equal(value, other.variables[name]) for name, value in one.variables.items())
        and [*one.components] == [*other.components]
        and all(same(component, other.components[name]) for name, component in one.components.items())
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a test puts its pickle."""
    return tmp_path / "network.pkl"


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    """A file that comes to be where something was run."""
    return tmp_path / "marker"


WRITINGS = {
    "as the original": Writing(),
    "protocol 2": Writing(protocol=2),
    "Python 2": Writing(protocol=2, python2=True),
    "protocol 3": Writing(protocol=3),
    "protocol 5": Writing(protocol=5),
    "NumPy 2": Writing(numpy_core="numpy._core"),
    "NumPy 2, protocol 5": Writing(protocol=5, numpy_core="numpy._core"),
}


@pytest.mark.parametrize("writing", WRITINGS.values(), ids=WRITINGS)
def test_every_way_of_writing_is_read(file: Path, writing: Writing) -> None:
    """All protocols, and both names of NumPy's inner parts, give the networks that were written."""
    networks = random_tf_networks(Plan(labels=2))
    write_tf_pickle(file, networks, writing)
    found = read_tf_pickle(file)
    assert all(same(one, other) for one, other in zip(found, networks, strict=True))
    assert all(value.flags.writeable for value in found[1].variables.values())


def test_the_source_in_a_file_is_never_run(file: Path, marker: Path) -> None:
    """The original would execute it."""
    networks = random_tf_networks(Plan())
    write_tf_pickle(file, networks, Writing(source=f"open({str(marker)!r}, 'w').close()"))
    assert all(same(one, other) for one, other in zip(read_tf_pickle(file), networks, strict=True))
    assert not marker.exists()


def test_a_single_network_is_read(file: Path) -> None:
    """So are metrics kept."""
    network = random_tf_network("D", Plan())
    write_tf_pickle(file, network)
    assert same(read_tf_pickle(file)[0], network)


def test_options_may_be_plain_values_of_every_kind(file: Path) -> None:
    """Lists, tuples, tables, numbers of NumPy; a number of Python serves as a variable; columns may come first in an array."""
    options = EasyDict(kernel=[1, 3], pair=(1, None), rate=np.float64(0.25), table={"on": True}, inner=EasyDict(a="b"))
    columns = np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3))
    made = StandIn(version=3, name="G", static_kwargs=options, build_func_name="f", variables=[("x", 0.5), ("y", columns)])
    file.write_bytes(pickled(made))
    found = read_tf_pickle(file)[0]
    assert found.options == {"kernel": [1, 3], "pair": (1, None), "rate": 0.25, "table": {"on": True}, "inner": {"a": "b"}}
    assert found.variables["x"] == 0.5
    assert np.array_equal(found.variables["y"], columns)


def test_old_ways_of_making_objects_are_read(file: Path) -> None:
    """`copy_reg._reconstructor`, and the empty state that old Pythons write after a dict."""
    made = b"ccopy_reg\n_reconstructor\n(cdnnlib.tflib.network\nNetwork\nc__builtin__\nobject\nNtR}("
    options = b"ccopy_reg\n_reconstructor\n(cdnnlib.util\nEasyDict\nc__builtin__\nobject\n}" + hostile.text("a") + b"K\x01stR"
    state = {"version": b"K\x02", "name": hostile.text("D"), "build_func_name": hostile.text("f"), "variables": b")"}
    state["static_kwargs"] = options + b"}b"
    file.write_bytes(b"\x80\x02" + made + b"".join(hostile.text(name) + value for name, value in state.items()) + b"ub.")
    assert read_tf_pickle(file) == (TFNetwork("D", "f", {"a": 1}, {}),)


def test_a_network_that_is_named_twice_is_read_once(file: Path) -> None:
    """Some keep the same G as G and as Gs."""
    stand_in = pickled([StandIn(version=4, name="G", static_kwargs={}, build_func_name="f", variables=[("x", np.ones(2, np.float32))])] * 2)
    file.write_bytes(stand_in)
    first, second = read_tf_pickle(file)
    assert first is second


ALL = {**hostile.CALLS, **hostile.OPCODES, **wrong.GREEDY, **wrong.WRONG}


@pytest.mark.parametrize("make", ALL.values(), ids=ALL)
def test_what_is_no_network_is_refused(file: Path, marker: Path, tiny32_file: Path, make: hostile.Make) -> None:
    """In one sentence that says why; nothing was run."""
    file.write_bytes(make(marker))
    with pytest.raises(WeightsWrong, match=SENTENCE) as refused:
        read_tf_pickle(file)
    assert len(str(refused.value)) < 250
    assert str(refused.value).isprintable()
    assert not marker.exists()
    with pytest.raises(WeightsWrong, match=r"^network\.pkl .*\.$"):
        read_networks(file)


@pytest.mark.parametrize("make", wrong.UNSUITED.values(), ids=wrong.UNSUITED)
def test_networks_of_another_kind_are_refused(file: Path, marker: Path, make: hostile.Make) -> None:
    """They are read, and found not to be a StyleGAN2 that is supported."""
    file.write_bytes(make(marker))
    with pytest.raises(WeightsWrong, match=r"\.$"):
        read_networks(file)
    assert not marker.exists()


@pytest.mark.parametrize("name", ["os.system", "builtins.eval", "numpy.load"])
def test_what_a_file_asks_for_is_said(file: Path, marker: Path, name: str) -> None:
    """The operator sees what it was."""
    file.write_bytes(hostile.CALLS[name](marker))
    with pytest.raises(WeightsWrong, match=f"it asks for {name}, which no network needs"):
        read_tf_pickle(file)


def test_no_hostile_file_leaves_anything_behind(tmp_path: Path, tiny32_file: Path) -> None:
    """After all of them a good file reads as before: nothing of ours was changed."""
    before = read_tf_pickle(tiny32_file)
    for make in (*hostile.CALLS.values(), *hostile.OPCODES.values(), *wrong.WRONG.values()):
        (tmp_path / "network.pkl").write_bytes(make(tmp_path / "marker"))
        with pytest.raises(WeightsWrong):
            read_tf_pickle(tmp_path / "network.pkl")
    assert all(same(one, other) for one, other in zip(before, read_tf_pickle(tiny32_file), strict=True))


def test_a_file_cut_off_anywhere_is_refused(file: Path, tiny32_file: Path) -> None:
    """At a hundred places, near its beginning and anywhere."""
    whole = tiny32_file.read_bytes()
    draw = np.random.default_rng(5)
    for length in {*range(1, 40), *draw.integers(40, len(whole) - 1, 60).tolist(), len(whole) - 1}:
        file.write_bytes(whole[:length])
        with pytest.raises(WeightsWrong, match=SENTENCE):
            read_tf_pickle(file)


def test_damage_anywhere_is_refused_or_harmless(file: Path, marker: Path) -> None:
    """A changed byte may change a weight or a name; it never raises anything but `WeightsWrong`."""
    whole = bytearray(tf_pickle(random_tf_networks(Plan(channels=(2, 2), latent=2, mapping=(2,), dense=2)), Writing(source="x = 1")))
    draw = np.random.default_rng(6)
    refused = 0
    for place in draw.integers(0, len(whole), 120).tolist():
        damaged = whole.copy()
        damaged[place] = int(draw.integers(256))
        file.write_bytes(damaged)
        try:
            read_networks(file)
        except WeightsWrong:
            refused += 1
    assert 30 < refused < 120


def test_no_file_and_no_right_to_read_it(tmp_path: Path) -> None:
    """Both are said with the path."""
    with pytest.raises(WeightsMissing, match="absent"):
        read_tf_pickle(tmp_path / "absent.pkl")
    with pytest.raises(WeightsMissing, match="cannot be read"):
        read_tf_pickle(tmp_path)


def test_a_file_beyond_all_bounds_is_not_read(file: Path) -> None:
    """It is not even opened further; the file is sparse and takes no room."""
    with file.open("wb") as out:
        out.truncate(1_000_000_001)
    with pytest.raises(WeightsWrong, match="larger than any published network"):
        read_tf_pickle(file)


def test_hostile_files_take_little_memory(tmp_path: Path) -> None:
    """All the greedy ones are refused by a process that may take 300 MB more than it has at its start."""
    pytest.importorskip("resource")
    names = []
    for number, make in enumerate(wrong.GREEDY.values()):
        names.append(tmp_path / f"{number}.pkl")
        names[-1].write_bytes(make(tmp_path / "marker"))
    program = (
        "import resource, sys; from pathlib import Path\n"
        "from toontalker.cartoon.toonify.tf_pickle import read_tf_pickle\n"
        "from toontalker.errors import WeightsWrong\n"
        "size = int(Path('/proc/self/statm').read_text().split()[0]) * resource.getpagesize() + 300_000_000\n"
        "resource.setrlimit(resource.RLIMIT_AS, (size, size))\n"
        "for name in sys.argv[1:]:\n"
        "    try:\n"
        "        read_tf_pickle(Path(name))\n"
        "    except WeightsWrong as error:\n"
        "        print(error, '| MemoryError' if 'MemoryError' in str(error) else '')\n"
    )
    done = subprocess.run([sys.executable, "-c", program, *map(str, names)], capture_output=True, text=True, timeout=120, check=True)
    said: Any = done.stdout.splitlines()
    assert len(said) == len(names)
    assert "MemoryError" not in done.stdout
