"""The command line: `toontalker make | demo | say | styles | score | bench | doctor | voices | weights | blend`.

Exit codes: 0; 1 the photo's or the text's fault; 2 usage, settings or a missing part; 3 our own fault. Whatever goes wrong
is one sentence on stderr; TOONTALKER_DEBUG=1 shows the traceback too.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, get_args

from toontalker import __version__
from toontalker.blend_command import add_blend_parser
from toontalker.clip import AUDIO_VOICES, MOUTHS, STYLES, VOICES, AudioVoice, Clip, ClipRequest, Glasses
from toontalker.command_files import check_folder, read_report, settings_of, write_json
from toontalker.errors import Blame, MissingPart, ToonTalkerError
from toontalker.say_command import add_say_parser
from toontalker.voices_command import add_voices_parser
from toontalker.weights_command import add_weights_parser

if TYPE_CHECKING:
    from toontalker.settings import Settings

DEMO_PHOTO = Path(__file__).parent / "data" / "astronaut.jpg"
DEMO_TEXT = "Hello from Toon-Talker! You gave me a photo and one line of text, and now I am a cartoon that talks. Who shall be next?"

_EXIT_CODES: dict[Blame, int] = {"user": 1, "operator": 2, "us": 3}
_REQUEST_OPTIONS = ("voice", "style", "mouth", "glasses", "strength", "size", "fps", "face", "language", "seed", "audio")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code. Wrong usage leaves by `SystemExit(2)`, as argparse does it."""
    _quiet_libraries()
    arguments = _parser().parse_args(argv)
    with _OneSentence() as outcome:
        for line in arguments.run(arguments) or ():
            print(line)
    return outcome.code


def _make(arguments: argparse.Namespace) -> None:
    if arguments.audio is None and arguments.text is None:
        arguments.refuse("the following arguments are required: TEXT, or --audio with a voice recording")
    if arguments.audio is None and arguments.voice == "as-is":
        arguments.refuse("argument --voice: as-is is for a voice recording, so it needs --audio")
    clip = _clip(arguments, settings_of(arguments), Path(arguments.photo), arguments.text or "")
    print(clip.path)


def _demo(arguments: argparse.Namespace) -> None:
    settings = settings_of(arguments)
    embedded = settings.model_copy(update={"voices": settings.voices.on_this_machine()})  # a demo tells nobody that it was run
    clip = _clip(arguments, embedded, DEMO_PHOTO, arguments.text)
    spent = sum(clip.stages.values())
    print(f"{clip.seconds:.1f} s of a talking cartoon, made in {spent:.1f} s (style {clip.style}, voice {clip.said_by})")
    print(clip.path.resolve())


def _clip(arguments: argparse.Namespace, settings: Settings, photo: Path, text: str) -> Clip:
    """What `make` and `demo` share."""
    from toontalker.pipeline import open_pipeline
    from toontalker.progress_bar import ProgressBar
    from toontalker.request_check import check_place, check_request

    request: ClipRequest = replace(settings.pipeline.request(photo, text), **_chosen(arguments))
    out = Path(arguments.out)
    check_request(request)
    check_place(request, out)
    report = Path(arguments.report) if arguments.report else None
    if report is not None:
        check_folder(report)
    with open_pipeline(settings) as pipeline, ProgressBar(sys.stderr) as bar:
        clip = pipeline.make_clip(request, out, bar)
    if report is not None:
        write_json(report, clip.report())
    return clip


def _chosen(arguments: argparse.Namespace) -> dict[str, Any]:
    """The fields of the request that the command names. With a recording, --voice is about that."""
    chosen = {name: getattr(arguments, name) for name in _REQUEST_OPTIONS if getattr(arguments, name) is not None}
    if "audio" in chosen:
        chosen |= {"audio": Path(chosen["audio"]), "audio_voice": chosen.pop("voice", "as-is")}
    return chosen


def _styles(arguments: argparse.Namespace) -> None:
    from toontalker.pipeline import open_pipeline
    from toontalker.progress_bar import ProgressBar

    with open_pipeline(settings_of(arguments)) as pipeline, ProgressBar(sys.stderr) as bar:
        from toontalker.sheet import SheetRequest, make_sheet

        request = SheetRequest(Path(arguments.photo), arguments.face)
        make_sheet(pipeline, request, Path(arguments.out), lambda done, of: bar.show(done / of, "drawing the sheet"))
    print(arguments.out)


def _score(arguments: argparse.Namespace) -> None:
    from toontalker.system import require_opencv

    require_opencv()
    from toontalker.score import score

    report = read_report(Path(arguments.report))
    print(json.dumps(score(Path(arguments.clip), report).as_json(), indent=2))


def _bench(arguments: argparse.Namespace) -> None:
    from toontalker.system import require_opencv

    require_opencv()
    if arguments.json:
        check_folder(Path(arguments.json))
    if arguments.neural:
        from toontalker.bench.neural import bench_neural

        neural = bench_neural(small=arguments.small, jobs=arguments.jobs)
        print(neural.table())
        if arguments.json:
            write_json(Path(arguments.json), neural.as_json())
        return
    from toontalker.bench import bench, voice_costs

    costs = voice_costs()
    figures = bench(DEMO_PHOTO)
    print(figures.table())
    print(costs.table())
    if arguments.json:
        write_json(Path(arguments.json), {**figures.as_json(), "voice": costs.as_json()})


def _doctor(arguments: argparse.Namespace) -> None:
    from toontalker.doctor import examine, summary

    findings = examine()
    for finding in findings:
        print(finding.line())
    if any(finding.state == "missing" for finding in findings):
        raise MissingPart(summary(findings))
    print(summary(findings))


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

    make = commands.add_parser("make", help="photo + text, or voice recording → clip")
    make.add_argument("photo", metavar="PHOTO", help="JPEG, PNG or WEBP with a face")
    make.add_argument("text", metavar="TEXT", nargs="?", help="what the cartoon says; with --audio, what is said there, if you know it")
    make.add_argument("--audio", metavar="VOICE.ogg", help="a voice recording that it speaks instead: OGG, MP3, M4A, WAV, FLAC or WEBM")
    _add_request_options(make, voices=AUDIO_VOICES)
    make.add_argument("--out", metavar="OUT.mp4", default="toon.mp4", help="default: %(default)s")
    make.set_defaults(run=_make, refuse=make.error)

    demo = commands.add_parser("demo", help="a clip from the portrait that comes with the program")
    demo.add_argument("--text", default=DEMO_TEXT, help="what the cartoon says")
    _add_request_options(demo)
    demo.add_argument("--out", metavar="OUT.mp4", default="demo.mp4", help="default: %(default)s")
    demo.set_defaults(run=_demo, audio=None)

    add_say_parser(commands)

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

    add_voices_parser(commands)
    add_weights_parser(commands)
    add_blend_parser(commands)

    doctor = commands.add_parser("doctor", help="what this machine can do, and what to do about what is missing")
    doctor.set_defaults(run=_doctor)
    return parser


def _add_request_options(parser: argparse.ArgumentParser, voices: Sequence[AudioVoice] = VOICES) -> None:
    """The options of a clip; one that is not given is what the settings say."""
    about = "as-is leaves a recording in its own" if "as-is" in voices else None
    parser.add_argument("--voice", choices=voices, help=about)
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
