"""The command line: its names, its exit codes, and one sentence for whatever goes wrong."""

from __future__ import annotations

import json
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import toontalker.doctor
import toontalker.pipeline
from toontalker.__main__ import DEMO_PHOTO, DEMO_TEXT, main
from toontalker.clip import Clip, ClipRequest, FaceFound, OnProgress, Progress
from toontalker.doctor import Finding
from toontalker.errors import MissingPart, NoFace, ToonTalkerError
from toontalker.pipeline import Pipeline
from toontalker.settings import Settings


class RecordingPipeline:
    """Stands in for a pipeline: keeps the requests, tells some progress, and writes nothing."""

    def __init__(self) -> None:
        self.requests: list[tuple[ClipRequest, Path]] = []
        self.settings: list[Settings] = []
        self.fails_with: BaseException | None = None

    def opened(self, settings: Settings) -> RecordingPipeline:
        self.settings.append(settings)
        return self

    def __enter__(self) -> RecordingPipeline:
        return self

    def __exit__(self, *_: object) -> None: ...

    def make_clip(self, request: ClipRequest, out: Path, on_progress: OnProgress) -> Clip:
        on_progress(Progress("photo", 0.5))
        if self.fails_with is not None:
            raise self.fails_with
        self.requests.append((request, out))
        poster, face = out.with_suffix(".poster.jpg"), FaceFound((0, 0, 9, 9), 1)
        return Clip(out, poster, "nobody", request.style, request.mouth, face, (), 1, request.fps, 256, 256, 0.04)


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> RecordingPipeline:
    """The command line with a stand-in for the pipeline, in an empty folder, with no settings around."""
    pipeline = RecordingPipeline()
    monkeypatch.setattr(toontalker.pipeline, "open_pipeline", pipeline.opened)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOONTALKER_CONFIG", raising=False)
    monkeypatch.delenv("TOONTALKER_DEBUG", raising=False)
    return pipeline


@pytest.fixture
def warm(monkeypatch: pytest.MonkeyPatch, pipeline: Pipeline, tmp_path: Path) -> None:
    """The command line with the real pipeline of the session, whose models are loaded already."""

    class Kept:
        def __enter__(self) -> Pipeline:
            return pipeline

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr(toontalker.pipeline, "open_pipeline", lambda _: Kept())
    monkeypatch.chdir(tmp_path)


def test_every_option_of_make_reaches_the_request(recorded: RecordingPipeline, capsys: pytest.CaptureFixture[str]) -> None:
    """The names are a contract; the clip's path is the last line of the output."""
    options = "--voice male --style ink --glasses no --strength 1.5 --size 384 --fps 30 --face 2 --language de --seed 7 --out b.mp4"
    assert main(["make", "a.jpg", "Guten Tag", *options.split()]) == 0
    expected = ClipRequest(
        Path("a.jpg"), "Guten Tag", voice="male", style="ink", glasses="no", strength=1.5, size=384, fps=30, face=2, language="de", seed=7
    )
    assert recorded.requests == [(expected, Path("b.mp4"))]
    assert capsys.readouterr().out.splitlines()[-1] == "b.mp4"


def test_make_without_options_asks_for_the_defaults(recorded: RecordingPipeline) -> None:
    """Those of a `ClipRequest`."""
    assert main(["make", "a.jpg", "Hello"]) == 0
    assert recorded.requests[0][0] == ClipRequest(Path("a.jpg"), "Hello")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("--audio v.ogg", {"text": "", "audio_voice": "as-is"}),
        ("--audio v.ogg --voice as-is", {"text": "", "audio_voice": "as-is"}),
        ("--audio v.ogg --voice male", {"text": "", "audio_voice": "male"}),
        ("Hello --audio v.ogg --voice female", {"text": "Hello", "audio_voice": "female"}),
    ],
)
def test_make_takes_a_recording_instead_of_a_text(recorded: RecordingPipeline, options: str, expected: dict[str, Any]) -> None:
    """Its own voice unless another is asked for; a text beside it is what is said there."""
    assert main(["make", "a.jpg", *options.split()]) == 0
    assert recorded.requests[0][0] == ClipRequest(Path("a.jpg"), audio=Path("v.ogg"), **expected)


def test_settings_fill_what_the_command_leaves_open(recorded: RecordingPipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--config comes before $TOONTALKER_CONFIG, that before ./config.toml; an option comes before all of them."""
    for name, fps in {"config.toml": 20, "environment.toml": 21, "named.toml": 22}.items():
        (tmp_path / name).write_text(f"[pipeline]\nfps = {fps}\nstyle = 'paint'\n", encoding="utf-8")
    main(["make", "a.jpg", "Hello"])
    monkeypatch.setenv("TOONTALKER_CONFIG", "environment.toml")
    main(["make", "a.jpg", "Hello"])
    main(["--config", "named.toml", "make", "a.jpg", "Hello"])
    main(["--config", "named.toml", "make", "a.jpg", "Hello", "--fps", "30"])
    assert [request.fps for request, _ in recorded.requests] == [20, 21, 22, 30]
    assert {request.style for request, _ in recorded.requests} == {"paint"}
    assert recorded.settings[0].pipeline.fps == 20


def test_demo_uses_the_portrait_that_comes_along(recorded: RecordingPipeline, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """And ends with the whole path of the clip on a line of its own."""
    assert main(["demo"]) == 0
    assert recorded.requests == [(ClipRequest(DEMO_PHOTO, DEMO_TEXT), Path("demo.mp4"))]
    assert DEMO_PHOTO.is_file()
    assert capsys.readouterr().out.splitlines()[-1] == str(tmp_path / "demo.mp4")


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (NoFace("No face."), 1, "toontalker: No face.\n"),
        (MissingPart("Install it."), 2, "toontalker: Install it.\n"),
        (KeyboardInterrupt(), 130, "toontalker: stopped.\n"),
    ],
)
def test_the_exit_code_says_whose_fault_it_was(
    recorded: RecordingPipeline, capsys: pytest.CaptureFixture[str], error: BaseException, code: int, sentence: str
) -> None:
    """The message is shown as it is, and nothing else."""
    recorded.fails_with = error
    assert main(["make", "a.jpg", "Hello"]) == code
    assert capsys.readouterr() == ("", sentence)


@pytest.mark.parametrize("error", [ZeroDivisionError("division\nby zero"), ToonTalkerError("division by zero")])
def test_our_own_fault_is_exit_code_three(
    recorded: RecordingPipeline, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """One line without a traceback, which TOONTALKER_DEBUG=1 adds."""
    recorded.fails_with = error
    assert main(["make", "a.jpg", "Hello"]) == 3
    quiet = capsys.readouterr().err
    assert quiet.count("\n") == 1
    assert "division by zero" in quiet
    assert "TOONTALKER_DEBUG=1" in quiet
    monkeypatch.setenv("TOONTALKER_DEBUG", "1")
    assert main(["make", "a.jpg", "Hello"]) == 3
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["make", "a.jpg"],
        ["make", "a.jpg", "Hello", "--voice", "as-is"],
        ["demo", "--voice", "as-is"],
        ["make", "a.jpg", "Hello", "--style", "oil"],
        ["make", "a.jpg", "Hello", "--size", "big"],
        ["score", "a.mp4"],
    ],
)
def test_wrong_usage_is_exit_code_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """As argparse has it, with the usage on stderr."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["make", "a.jpg", "Hello", "--strength", "3"],
        ["make", "a.jpg", "Hello", "--size", "301"],
        ["make", "a.jpg", "Hello", "--out", "nowhere/a.mp4"],
        ["make", "a.jpg", "Hello", "--report", "nowhere/a.json"],
        ["make", "me.mp4", "Hello", "--out", "me.mp4"],
        ["make", "a.jpg", "--audio", "me.mp4", "--out", "me.mp4"],
        ["--config", "nowhere.toml", "make", "a.jpg", "Hello"],
        ["bench", "--json", "nowhere/bench.json"],
    ],
)
def test_values_that_make_no_sense_are_exit_code_two(
    recorded: RecordingPipeline, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    """One sentence, and no work is begun."""
    assert main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert recorded.requests == []


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """`--version` names the program and its version."""
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"toontalker {toontalker.__version__}\n"


@pytest.mark.usefixtures("warm")
def test_make_then_score(portrait_file: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A real clip with its report, and the score of it as JSON with every figure that was promised."""
    assert main(["make", str(portrait_file), "Bob may bring a big blue map.", "--size", "256", "--out", "a.mp4", "--report", "a.json"]) == 0
    report = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert report["frames"] == round(report["seconds"] * report["fps"])
    assert capsys.readouterr() == ("a.mp4\n", "")
    assert main(["score", "a.mp4", "--report", "a.json"]) == 0
    score = json.loads(capsys.readouterr().out)
    promised = {"lag_ms", "closure", "opening", "width_ratio", "correlation", "envelope_correlation", "missed_frames"}
    assert promised <= set(score)


@pytest.mark.usefixtures("warm")
def test_styles_makes_the_sheet(
    portrait_file: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its path is printed."""
    drawn: list[Path] = []

    def make_sheet(_: Pipeline, request: Any, out: Path, on_cell: Callable[[int, int], None]) -> None:
        on_cell(12, 12)
        drawn.append(request.photo)
        out.write_bytes(b"")

    monkeypatch.setattr("toontalker.sheet.make_sheet", make_sheet)
    assert main(["styles", str(portrait_file), "--out", "sheet.png"]) == 0
    assert drawn == [portrait_file]
    assert capsys.readouterr().out == "sheet.png\n"
    assert (tmp_path / "sheet.png").exists()


def test_bench_prints_a_table_and_writes_the_figures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """With the portrait that comes along; --json keeps the figures for a machine to read."""
    import toontalker.bench

    class Figures:
        def __init__(self, photo: Path) -> None:
            assert photo == DEMO_PHOTO

        def table(self) -> str:
            return "a table"

        def as_json(self) -> dict[str, Any]:
            return {"seconds": 1.5}

    monkeypatch.setattr(toontalker.bench, "bench", Figures)
    monkeypatch.setattr(toontalker.bench, "voice_costs", lambda: Figures(DEMO_PHOTO))
    assert main(["bench", "--json", str(tmp_path / "bench.json")]) == 0
    assert capsys.readouterr().out == "a table\na table\n"
    assert json.loads((tmp_path / "bench.json").read_text(encoding="utf-8")) == {"seconds": 1.5, "voice": {"seconds": 1.5}}


def test_say_writes_sound_and_report(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Without a picture: a WAV as long as its report says, by the house voice, slower and higher as asked."""
    monkeypatch.chdir(tmp_path)
    assert main(["say", "Hello there, my friends.", "--voice", "male", "--out", "plain.wav", "--report", "plain.json"]) == 0
    assert main(["say", "Hello there, my friends.", "--voice", "male", "--rate", "0.8", "--pitch", "2", "--out", "slow.wav"]) == 0
    assert capsys.readouterr() == ("plain.wav\nslow.wav\n", "")
    report = json.loads((tmp_path / "plain.json").read_text(encoding="utf-8"))
    assert (report["said_by"], report["voice"], report["text"]) == ("house", "male", "Hello there, my friends.")
    with wave.open("plain.wav") as plain, wave.open("slow.wav") as slow:
        assert (plain.getnchannels(), plain.getsampwidth(), plain.getframerate()) == (1, 2, 48_000)
        assert plain.getnframes() == round(report["seconds"] * 48_000)
        assert slow.getnframes() > 1.15 * plain.getnframes()
    assert report["phonemes"][-1]["end"] == report["seconds"]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["say", "!!!"], 1, "nothing to say"),
        (["say", "Hi", "--rate", "3"], 2, "between 0.7 and 1.4"),
        (["say", "Hi", "--pitch", "nan"], 2, "between -4 and 4"),
        (["say", "Hi", "--out", "nowhere/x.wav"], 2, "does not exist"),
        (["say", "Hi", "--out", "."], 2, "cannot be written"),
    ],
)
def test_say_tells_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str], code: int, sentence: str
) -> None:
    """One sentence, the right exit code, and no file."""
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == code
    assert sentence in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [None, "no json", "[1, 2]"])
def test_a_report_that_is_none_is_exit_code_one(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None) -> None:
    """Missing, broken, or something else: the file is at fault, and named."""
    report = tmp_path / "report.json"
    if content is not None:
        report.write_text(content, encoding="utf-8")
    assert main(["score", "a.mp4", "--report", str(report)]) == 1
    assert str(report) in capsys.readouterr().err


@pytest.mark.usefixtures("recorded")
def test_a_report_that_cannot_be_written_is_exit_code_two(tmp_path: Path) -> None:
    """A folder of that name lies in the way."""
    (tmp_path / "report.json").mkdir()
    assert main(["make", "a.jpg", "Hello", "--report", "report.json"]) == 2


@pytest.mark.parametrize(("state", "code"), [("ok", 0), ("none", 0), ("missing", 2)])
def test_doctor_prints_a_line_each(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], state: Any, code: int
) -> None:
    """Its exit code says whether clips can be made."""
    finding = Finding("fonts", state, "some fonts")
    examine: Callable[[], list[Finding]] = lambda: [finding]  # noqa: E731 - a name would say no more
    monkeypatch.setattr(toontalker.doctor, "examine", examine)
    assert main(["doctor"]) == code
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == finding.line()
    assert ("mend fonts" in err) == (code == 2)


def test_the_installed_command_runs() -> None:
    """`toontalker --help` from the shell lists every command."""
    program = Path(sys.executable).with_name("toontalker")
    answer = subprocess.run([program, "--help"], capture_output=True, text=True, check=True)
    assert all(command in answer.stdout for command in ("make", "demo", "say", "styles", "score", "bench", "doctor"))
