"""Tokens: three places, refused where others can read them, never shown."""

from __future__ import annotations

import copy
import os
import pickle
from pathlib import Path

import pytest

from bot.tokens import Secret, Tokens, read_tokens
from toontalker.errors import SetupError

DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GcanaR.canary-canary-canary-canary-canary_00"
TELEGRAM = "1234567890:canary-canary-canary-canary-canary0"
OTHER = "987654321:another-another-another-another-ano"


def _file(path: Path, content: str, mode: int = 0o600) -> Path:
    path.write_text(content, encoding="utf-8")
    path.chmod(mode)
    return path


def _shown(secret: Secret | None) -> str:
    assert secret is not None
    return secret.reveal()


def test_a_secret_shows_itself_to_nobody() -> None:
    """Not as text, in a format, in a container, or in a dataclass."""
    secret = Secret(TELEGRAM)
    seen = [str(secret), repr(secret), f"{secret}", f"{secret!s:>9}", str([secret]), repr(Tokens(telegram=secret)), "%s" % secret]  # noqa: UP031
    assert all("***" in text and "canary" not in text for text in seen)
    assert not hasattr(secret, "__dict__")


def test_a_secret_does_not_leave_its_process() -> None:
    """It cannot be pickled or copied, and so not be handed to a worker."""
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="does not leave"):
            leave(Secret(TELEGRAM))


def test_a_secret_is_compared_by_matches_alone() -> None:
    """Equal texts do not make equal secrets, and any text may be offered."""
    secret = Secret("pässword-1")
    assert secret.matches("pässword-1")
    assert not any(secret.matches(offered) for offered in ("", "pässword-2", "pässword-1 ", "\udc80", "p\0"))
    assert secret != Secret("pässword-1")


def test_nothing_given_is_no_token() -> None:
    """And no fault: the page needs none."""
    assert read_tokens({}) == Tokens()
    assert Tokens().secrets == ()


def test_all_four_from_variables() -> None:
    """The short names of the platforms do, too; the variables are gone afterwards, and no other is."""
    environ = {
        "DISCORD_TOKEN": f"  {DISCORD}\n",
        "TOONTALKER_TELEGRAM_TOKEN": TELEGRAM,
        "TELEGRAM_TOKEN": OTHER,
        "TOONTALKER_TELEGRAM_WEBHOOK_SECRET": "a" * 32,
        "TOONTALKER_WEB_PASSWORD": "correct horse battery",
        "PATH": "/bin",
    }
    tokens = read_tokens(environ)
    assert [secret.reveal() for secret in tokens.secrets] == [DISCORD, TELEGRAM, "a" * 32, "correct horse battery"]
    assert environ == {"PATH": "/bin"}


def test_places_are_asked_in_order(tmp_path: Path) -> None:
    """systemd's credential before a file, a file before a variable."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    environ = {"CREDENTIALS_DIRECTORY": str(folder), "TELEGRAM_TOKEN": "1:" + "v" * 35}
    assert _shown(read_tokens(dict(environ)).telegram) == "1:" + "v" * 35
    environ["TOONTALKER_TELEGRAM_TOKEN_FILE"] = str(_file(tmp_path / "token", "2:" + "f" * 35 + "\n"))
    assert _shown(read_tokens(dict(environ)).telegram) == "2:" + "f" * 35
    _file(folder / "telegram_token", "3:" + "c" * 35, 0o400)
    assert _shown(read_tokens(environ).telegram) == "3:" + "c" * 35
    assert "TELEGRAM_TOKEN" not in environ


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610, 0o620])
def test_a_file_that_others_can_read_or_change_is_refused(tmp_path: Path, mode: int) -> None:
    """With the command that mends it, and without the token."""
    path = _file(tmp_path / "token", DISCORD, mode)
    with pytest.raises(SetupError) as caught:
        read_tokens({"TOONTALKER_DISCORD_TOKEN_FILE": str(path)})
    assert f"chmod 600 {path}" in str(caught.value)
    assert "canary" not in str(caught.value)
    path.chmod(0o600)
    assert _shown(read_tokens({"TOONTALKER_DISCORD_TOKEN_FILE": str(path)}).discord) == DISCORD


@pytest.mark.parametrize(("mode", "good"), [(0o400, True), (0o440, True), (0o444, False), (0o460, False), (0o640, True), (0o604, False)])
def test_credentials_of_systemd_may_be_as_systemd_makes_them(tmp_path: Path, mode: int, good: bool) -> None:
    """0400, or 0440 where an ACL gives the service its right; others never read them."""
    _file(tmp_path / "discord_token", DISCORD, mode)
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    if good:
        assert _shown(read_tokens(environ).discord) == DISCORD
    else:
        with pytest.raises(SetupError, match="others than its owner"):
            read_tokens(environ)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DISCORD_TOKEN", ""),
        ("DISCORD_TOKEN", "  \n"),
        ("DISCORD_TOKEN", TELEGRAM),
        ("DISCORD_TOKEN", "Bot " + DISCORD),
        ("DISCORD_TOKEN", DISCORD.replace(".", "")),
        ("TELEGRAM_TOKEN", DISCORD),
        ("TELEGRAM_TOKEN", "bot" + TELEGRAM),
        ("TELEGRAM_TOKEN", TELEGRAM[:20]),
        ("TELEGRAM_TOKEN", TELEGRAM + "\n" + TELEGRAM),
        ("TELEGRAM_TOKEN", "١٢٣:" + "canary" * 6),
        ("TOONTALKER_TELEGRAM_WEBHOOK_SECRET", "canary"),
        ("TOONTALKER_TELEGRAM_WEBHOOK_SECRET", "canary canary canary"),
        ("TOONTALKER_WEB_PASSWORD", "canary"),
        ("TOONTALKER_WEB_PASSWORD", "canary\0canary"),
    ],
)
def test_what_is_no_token_is_refused_unseen(variable: str, value: str) -> None:
    """One sentence that names the place and what belongs there, and shows nothing of what stood there."""
    environ = {variable: value}
    with pytest.raises(SetupError) as caught:
        read_tokens(environ)
    sentence = str(caught.value)
    assert variable in sentence
    assert "canary" not in sentence
    assert "MTIz" not in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert environ == {}


def test_a_file_that_is_no_token_file_is_the_operators_fault(tmp_path: Path) -> None:
    """Missing, a folder, no text, or far too long: one sentence each."""
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe" * 20)
    binary.chmod(0o600)
    paths = [tmp_path / "none", tmp_path, binary, _file(tmp_path / "long", "1:" + "a" * 5000), _file(tmp_path / "empty", "\n")]
    for path in paths:
        with pytest.raises(SetupError, match="Telegram token"):
            read_tokens({"TOONTALKER_TELEGRAM_TOKEN_FILE": str(path)})


def test_an_error_carries_no_other_that_does(tmp_path: Path) -> None:
    """A traceback of it shows no file content either."""
    with pytest.raises(SetupError) as caught:
        read_tokens({"TOONTALKER_TELEGRAM_TOKEN_FILE": str(tmp_path / "none")})
    assert caught.value.__suppress_context__


def test_the_process_environment_is_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """And cleaned: what is started later inherits nothing."""
    for name in ("CREDENTIALS_DIRECTORY", "TOONTALKER_TELEGRAM_TOKEN_FILE", "TOONTALKER_TELEGRAM_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TELEGRAM_TOKEN", TELEGRAM)
    assert _shown(read_tokens().telegram) == TELEGRAM
    assert "TELEGRAM_TOKEN" not in os.environ
