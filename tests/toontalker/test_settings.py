"""Settings: the example file, defaults, and a sentence for whatever is wrong."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from toontalker.clip import ClipRequest
from toontalker.errors import BadSetting
from toontalker.settings import Settings, read_settings


def _sections() -> dict[str, type[BaseModel]]:
    return {name: field.annotation for name, field in Settings.model_fields.items() if isinstance(field.annotation, type)}


def _file(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(content, encoding="utf-8")
    return path


def test_example_file_and_models_are_equal_key_for_key(repo: Path) -> None:
    """The example names every section and key there is, and no other."""
    example = tomllib.loads((repo / "config.example.toml").read_text(encoding="utf-8"))
    assert {section: set(keys) for section, keys in example.items()} == {
        section: set(model.model_fields) for section, model in _sections().items()
    }


def test_example_file_states_the_defaults(repo: Path) -> None:
    """An untouched copy of the example changes nothing."""
    assert read_settings(repo / "config.example.toml") == read_settings(None) == Settings()


def test_every_field_says_what_it_is() -> None:
    """A docstring stands under every setting."""
    for section, model in _sections().items():
        assert model.__doc__
        assert model.__doc__.startswith(f"[{section}]")
        for key, field in model.model_fields.items():
            assert field.description, f"{section}.{key} has no docstring"


def test_request_takes_everything_it_can_from_the_settings(tmp_path: Path) -> None:
    """What the operator sets is what a request without a word about it gets; the rest keeps the request's own default."""
    written = {"style": "ink", "voice": "male", "glasses": "no", "language": "de", "size": 384, "fps": 30, "strength": 0.5}
    lines = "\n".join(f"{key} = {value!r}" for key, value in written.items())
    request = read_settings(_file(tmp_path, f"[pipeline]\n{lines}\n")).pipeline.request(Path("a.jpg"), "Hello")
    assert request == ClipRequest(
        Path("a.jpg"), "Hello", voice="male", style="ink", glasses="no", strength=0.5, size=384, fps=30, language="de"
    )


def test_defaults_of_settings_and_request_agree() -> None:
    """A library user who builds a `ClipRequest` by hand gets what the command line gives."""
    assert Settings().pipeline.request(b"", "Hello") == ClipRequest(b"", "Hello")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[pipeline]\nfsp = 25", "unknown setting pipeline.fsp; did you mean fps?"),
        ("[pipline]\nfps = 25", "unknown setting pipline; did you mean pipeline?"),
        ("[pipeline]\nqwertz = 1", "unknown setting pipeline.qwertz."),
        ("[pipeline]\nfps = 3", "setting pipeline.fps cannot be 3: input should be greater than or equal to 10."),
        ("[pipeline]\nsize = 301", "setting pipeline.size cannot be 301"),
        ("[pipeline]\nfps = '25'", "setting pipeline.fps cannot be '25'"),
        ("[pipeline]\nstrength = nan", "setting pipeline.strength cannot be nan"),
        ("[pipeline]\nstyle = 'oil'", "'sticker', 'toon3d', 'ink', 'paint' or 'toonify'"),
        ("[photo]\nmax_megapixels = 100", "setting photo.max_megapixels cannot be 100"),
        ("pipeline = 3", "pipeline is a section: write [pipeline] above its settings"),
        ("fps =", "is not valid TOML"),
    ],
)
def test_a_mistake_is_told_in_one_sentence(tmp_path: Path, content: str, sentence: str) -> None:
    """The error names the file and the first thing wrong in it, on one line."""
    path = _file(tmp_path, content)
    with pytest.raises(BadSetting) as caught:
        read_settings(path)
    assert str(path) in str(caught.value)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith((".", "?"))


def test_a_file_that_cannot_be_read_is_the_operators_fault(tmp_path: Path) -> None:
    """A missing file, a folder and a file that is no text are told as bad settings."""
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "none.toml", tmp_path, binary):
        with pytest.raises(BadSetting, match=path.name):
            read_settings(path)


def test_settings_do_not_change_after_reading() -> None:
    """They are frozen: no room can change another's settings."""
    with pytest.raises(ValueError, match="frozen"):
        setattr(Settings().pipeline, "fps", 30)  # noqa: B010 - the assignment is what must fail
