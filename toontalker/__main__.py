"""The command line: `toontalker make | demo | say | styles | score | bench | doctor | weights | blend`.

Exit codes: 0; 1 the photo's or the text's fault; 2 usage, settings or a missing part; 3 our own fault. Whatever goes wrong
is one sentence on stderr; TOONTALKER_DEBUG=1 shows the traceback too.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, get_args

from toontalker import __version__
from toontalker.blend_command import add_blend_parser
from toontalker.clip import MOUTHS, STYLES, VOICES, Clip, ClipRequest, Glasses
from toontalker.errors import BadSetting, Blame, MissingPart, RequestError, ToonTalkerError
from toontalker.weights_command import add_weights_parser

DEMO_PHOTO = Path(__file__).parent / "data" / "astronaut.jpg"
DEMO_TEXT = "Hello from Toon-Talker! You gave me a photo and one line of text, and now I am a cartoon that talks. Who shall be next?"

_EXIT_CODES: dict[Blame, int] = {"user": 1, "operator": 2, "us": 3}
_REQUEST_OPTIONS = ("voice", "style", "mouth", "glasses", "strength", "size", "fps", "face", "language", "seed")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code. Wrong usage leaves by `SystemExit(2)`, as argparse does it."""
    _quiet_libraries()
    arguments = _parser().parse_args(argv)
    with _OneSentence() as outcome:
        for line in arguments.run(arguments) or ():
            print(line)
    return outcome.code


def _make(arguments: argparse.Namespace) -> None:
    clip = _clip(arguments, Path(arguments.photo), arguments.text)
    print(clip.path)


def _demo(arguments: argparse.Namespace) -> None:
    clip = _clip(arguments, DEMO_PHOTO, arguments.text)
    spent = sum(clip.stages.values())
    print(f"{clip.seconds:.1f} s of a talking cartoon, made in {spent:.1f} s (style {clip.style}, voice {clip.said_by})")
    print(clip.path.resolve())


def _clip(arguments: argparse.Namespace, photo: Path, text: str) -> Clip:
    """What `make` and `demo` share."""
    from toontalker.pipeline import open_pipeline
    from toontalker.progress_bar import ProgressBar
    from toontalker.request_check import check_place, check_request

    settings = _settings(arguments)
    chosen = {name: getattr(arguments, name) for name in _REQUEST_OPTIONS if getattr(arguments, name) is not None}
    request: ClipRequest = replace(settings.pipeline.request(photo, text), **chosen)
    out = Path(arguments.out)
    check_request(request)
    check_place(request, out)
    report = Path(arguments.report) if arguments.report else None
    if report is not None:
        _check_folder(report)
    with open_pipeline(settings) as pipeline, ProgressBar(sys.stderr) as bar:
        clip = pipeline.make_clip(request, out, bar)
    if report is not None:
        _write_json(report, clip.report())
    return clip


def _say(arguments: argparse.Namespace) -> None:
    from toontalker.speech import Delivery, open_voices, write_wav
    from toontalker.system import limit_blas

    settings = _settings(arguments)
    out, report = Path(arguments.out), Path(arguments.report) if arguments.report else None
    for path in (out, report):
        if path is not None:
            _check_folder(path)
    delivery = Delivery(arguments.rate, arguments.pitch)
    voices = open_voices(longest_text=settings.speech.max_text, longest_seconds=settings.speech.max_seconds)
    limit_blas()
    voice, language = arguments.voice or settings.pipeline.voice, arguments.language or settings.pipeline.language
    speech = voices.say(arguments.text, voice, language, delivery)
    write_wav(out, speech)
    if report is not None:
        _write_json(report, {"voice": voice, **speech.report()})
    print(out)


def _styles(arguments: argparse.Namespace) -> None:
    from toontalker.pipeline import open_pipeline
    from toontalker.progress_bar import ProgressBar

    with open_pipeline(_settings(arguments)) as pipeline, ProgressBar(sys.stderr) as bar:
        from toontalker.sheet import SheetRequest, make_sheet

        request = SheetRequest(Path(arguments.photo), arguments.face)
        make_sheet(pipeline, request, Path(arguments.out), lambda done, of: bar.show(done / of, "drawing the sheet"))
    print(arguments.out)


def _score(arguments: argparse.Namespace) -> None:
    from toontalker.system import require_opencv

    require_opencv()
    from toontalker.score import score

    report = _read_json(Path(arguments.report))
    print(json.dumps(score(Path(arguments.clip), report).as_json(), indent=2))


def _bench(arguments: argparse.Namespace) -> None:
    from toontalker.system import require_opencv

    require_opencv()
    if arguments.json:
        _check_folder(Path(arguments.json))
    if arguments.neural:
        from toontalker.bench.neural import bench_neural

        neural = bench_neural(small=arguments.small, jobs=arguments.jobs)
        print(neural.table())
        if arguments.json:
            _write_json(Path(arguments.json), neural.as_json())
        return
    from toontalker.bench import bench, voice_costs

    costs = voice_costs()
    figures = bench(DEMO_PHOTO)
    print(figures.table())
    print(costs.table())
    if arguments.json:
        _write_json(Path(arguments.json), {**figures.as_json(), "voice": costs.as_json()})


def _doctor(arguments: argparse.Namespace) -> None:
    from toontalker.doctor import examine, summary

    findings = examine()
    for finding in findings:
        print(finding.line())
    if any(finding.state == "missing" for finding in findings):
        raise MissingPart(summary(findings))
    print(summary(findings))


def _settings(arguments: argparse.Namespace) -> Any:
    """The settings of --config, else of $TOONTALKER_CONFIG, else of ./config.toml where there is one, else the defaults."""
    from toontalker.settings import read_settings

    named = arguments.config or os.environ.get("TOONTALKER_CONFIG")
    usual = Path("config.toml")
    return read_settings(Path(named) if named else usual if usual.is_file() else None)


def _read_json(path: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RequestError(f"The report {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise RequestError(f"The report {path} is not the JSON that `toontalker make --report` writes.") from error
    if not isinstance(content, dict):
        raise RequestError(f"The report {path} is not the JSON that `toontalker make --report` writes.")
    return content


def _check_folder(path: Path) -> None:
    """Tells of a folder that does not exist before the work, not after it."""
    if not path.parent.is_dir():
        raise BadSetting(f"The folder {path.parent} does not exist.")


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    try:
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadSetting(f"The file {path} cannot be written: {error.strerror}.") from error


class _OneSentence(AbstractContextManager["_OneSentence"]):
    """Turns whatever ends a command into its exit code and one sentence on stderr."""

    def __init__(self) -> None:
        self.code = 0

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        if error is None or not isinstance(error, (Exception, KeyboardInterrupt)):
            return False
        if os.environ.get("TOONTALKER_DEBUG"):
            traceback.print_exception(error)
        self.code, sentence = _verdict(error)
        print(f"toontalker: {sentence}", file=sys.stderr)
        return True


def _verdict(error: BaseException) -> tuple[int, str]:
    """Exit code and sentence for an error."""
    if isinstance(error, KeyboardInterrupt):
        return 130, "stopped."
    if isinstance(error, ToonTalkerError) and error.blame != "us":
        return _EXIT_CODES[error.blame], str(error)
    what = str(error) if isinstance(error, ToonTalkerError) else f"{type(error).__name__}: {error}"
    return 3, f"That is a fault of ours ({' '.join(what.split())}); with TOONTALKER_DEBUG=1 the same command shows where."


def _quiet_libraries() -> None:
    """Keeps the chatter of MediaPipe and TensorFlow Lite off the terminal, where the operator has not asked for it."""
    os.environ.setdefault("GLOG_minloglevel", "3")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="toontalker", description="A photo and a line of text become a talking cartoon.")
    parser.add_argument("--version", action="version", version=f"toontalker {__version__}")
    parser.add_argument("--config", metavar="FILE", help="settings (default: $TOONTALKER_CONFIG, else ./config.toml where there is one)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    make = commands.add_parser("make", help="photo + text → clip")
    make.add_argument("photo", metavar="PHOTO", help="JPEG, PNG or WEBP with a face")
    make.add_argument("text", metavar="TEXT", help="what the cartoon says")
    _add_request_options(make)
    make.add_argument("--out", metavar="OUT.mp4", default="toon.mp4", help="default: %(default)s")
    make.set_defaults(run=_make)

    demo = commands.add_parser("demo", help="a clip from the portrait that comes with the program")
    demo.add_argument("--text", default=DEMO_TEXT, help="what the cartoon says")
    _add_request_options(demo)
    demo.add_argument("--out", metavar="OUT.mp4", default="demo.mp4", help="default: %(default)s")
    demo.set_defaults(run=_demo)

    say = commands.add_parser("say", help="a text as sound, without a picture")
    say.add_argument("text", metavar="TEXT", help="what is said")
    say.add_argument("--voice", choices=VOICES)
    say.add_argument("--language", metavar="CODE", help="language of the text, such as en or de")
    say.add_argument("--rate", type=float, default=1.0, metavar="0.7..1.4", help="speed, as a multiple of the voice's own")
    say.add_argument("--pitch", type=float, default=0.0, metavar="-4..4", help="semitones above the voice's own pitch")
    say.add_argument("--out", metavar="OUT.wav", default="say.wav", help="default: %(default)s")
    say.add_argument("--report", metavar="REPORT.json", help="write what was said, with the time of every sound")
    say.set_defaults(run=_say)

    styles = commands.add_parser("styles", help="a contact sheet: the photo in every style at three strengths")
    styles.add_argument("photo", metavar="PHOTO")
    styles.add_argument("--face", type=int, default=1, metavar="N", help="which face, counted from 1")
    styles.add_argument("--out", metavar="SHEET.png", default="styles.png", help="default: %(default)s")
    styles.set_defaults(run=_styles)

    score = commands.add_parser("score", help="how well the lips of a finished clip fit its sound, as JSON")
    score.add_argument("clip", metavar="CLIP.mp4")
    score.add_argument("--report", metavar="REPORT.json", required=True, help="what `make --report` wrote for the clip")
    score.set_defaults(run=_score)

    bench = commands.add_parser("bench", help="how long each stage takes on this machine")
    bench.add_argument("--neural", action="store_true", help="the neural engines instead, with made-up weights of the published sizes")
    bench.add_argument("--jobs", type=int, default=0, metavar="N", help="with --neural: what memory does over so many jobs")
    bench.add_argument("--small", action="store_true", help="with --neural: a small StyleGAN2, for a machine without a GPU")
    bench.add_argument("--json", metavar="FILE", help="write the figures to a file too")
    bench.set_defaults(run=_bench)

    add_weights_parser(commands)
    add_blend_parser(commands)

    doctor = commands.add_parser("doctor", help="what this machine can do, and what to do about what is missing")
    doctor.set_defaults(run=_doctor)
    return parser


def _add_request_options(parser: argparse.ArgumentParser) -> None:
    """The options of a clip; one that is not given is what the settings say."""
    parser.add_argument("--voice", choices=VOICES)
    parser.add_argument("--style", choices=STYLES, help="toonify needs weights")
    parser.add_argument("--mouth", choices=MOUTHS, help="what moves the lips; all but the puppet need weights")
    parser.add_argument("--glasses", choices=get_args(Glasses), help="draw glasses; auto looks for them in the photo")
    parser.add_argument("--strength", type=float, metavar="0..2", help="how far the caricature goes")
    parser.add_argument("--size", type=int, metavar="256..1024", help="width and height in px")
    parser.add_argument("--fps", type=int, help="frames per second")
    parser.add_argument("--face", type=int, metavar="N", help="which face, counted from 1, the largest and most central first")
    parser.add_argument("--language", metavar="CODE", help="language of the text, such as en or de")
    parser.add_argument("--seed", type=int, help="decides blinks and head motion")
    parser.add_argument("--report", metavar="REPORT.json", help="write what was made, with the time of every sound")


if __name__ == "__main__":
    sys.exit(main())
