"""What importing the bot loads, and what it leaves alone."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["bot", "bot.bot", "bot.__main__", "bot.web_app", "bot.telegram_app", "bot.discord_app"])
def test_bot_loads_nothing_that_knows_pixels(module: str) -> None:
    """No torch, OpenCV, MediaPipe, PyAV, NumPy: those live in the workers."""
    heavy = ("torch", "cv2", "mediapipe", "av", "numpy", "PIL", "scipy")
    code = f"import sys, {module}; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_platform_that_is_not_used_is_not_loaded() -> None:
    """The page alone needs neither discord.py nor python-telegram-bot."""
    code = "import sys, bot.bot, bot.web_app; print([name for name in ('discord', 'telegram') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
