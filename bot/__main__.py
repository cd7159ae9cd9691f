"""The command line: ``toontalker-bot [--config FILE]`` serves the page, and Discord and Telegram where a token is given.

SIGTERM or SIGINT: no more requests are taken, clips at work may end for `worker.drain_seconds`, the rest waits in the journal for the
next start. A second signal does not wait. Exit codes: 0; 2 settings, token, journal or folder at fault.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence

from gpu_worker.entrance import CLIP_MAKER
from toontalker import __version__
from toontalker.command_files import settings_of
from toontalker.errors import SetupError, ToonTalkerError
from toontalker.settings import Settings


def main(argv: Sequence[str] | None = None) -> int:
    """Runs until a signal; returns the exit code. Wrong usage leaves by `SystemExit(2)`, as argparse does it."""
    arguments = _parser().parse_args(argv)
    try:
        _run(settings_of(arguments), arguments.opener)
    except ToonTalkerError as error:
        print(f"toontalker-bot: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"toontalker-bot: A folder of the bot cannot be used: {error.strerror}.", file=sys.stderr)
        return 2
    return 0


def _run(settings: Settings, opener: str) -> None:
    try:
        from bot.bot import run_bot
        from bot.logs import log_loop_errors, open_logs
        from bot.tokens import read_tokens
    except ModuleNotFoundError as error:
        raise SetupError(f"The Python package {error.name} is missing: pip install 'toontalker[bot]'.") from error
    tokens = read_tokens()
    open_logs(settings.bot.log_format, tokens.secrets)

    async def serve() -> None:
        log_loop_errors(asyncio.get_running_loop())
        await run_bot(settings, tokens, opener)

    asyncio.run(serve())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="toontalker-bot",
        description="Talking cartoons in the chat: a page in the browser, and Discord and Telegram where their tokens are given by "
        "TOONTALKER_DISCORD_TOKEN and TOONTALKER_TELEGRAM_TOKEN (or files: docs/bot.md).",
    )
    parser.add_argument("--version", action="version", version=f"toontalker {__version__}")
    parser.add_argument(
        "--config", metavar="FILE", help="settings (default: $TOONTALKER_CONFIG, else ./config.toml where there is one)"
    )
    parser.add_argument("--opener", default=CLIP_MAKER, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
