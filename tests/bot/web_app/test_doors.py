from __future__ import annotations

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.web_app.doors import Doors, check_address, is_loopback
from toontalker.chat_settings import WebSettings
from toontalker.errors import SetupError


def doors(port: int = 8765, **settings: object) -> Doors:
    """Open at a port."""
    opened = Doors(WebSettings.model_validate(settings))
    opened.open(port)
    return opened


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765", "LOCALHOST:8765", "toon.example.org", "Toon.example.org:8765"]
)
def test_own_names_are_known(host: str) -> None:
    """This machine's names with the port, and the names of the settings with or without it."""
    assert doors(hosts=["toon.example.org"]).knows(make_mocked_request("GET", "/", {"Host": host}))


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", "localhost", "127.0.0.1:8765.evil.example", "toon.example.org"],
)
def test_a_foreign_name_is_not_known(host: str) -> None:
    """A name that merely points here (DNS rebinding) is refused, and so is another port."""
    assert not doors().knows(make_mocked_request("GET", "/", {"Host": host}))


def test_before_the_page_listens_nothing_is_known() -> None:
    """Without a port there is no name."""
    assert not Doors(WebSettings()).knows(make_mocked_request("GET", "/", {"Host": "127.0.0.1:8765"}))


OWN = "http://127.0.0.1:8765"


@pytest.mark.parametrize(
    ("method", "headers", "expected"),
    [
        ("POST", {"Origin": OWN}, True),
        ("POST", {"Origin": OWN, "Sec-Fetch-Site": "same-origin"}, True),
        ("POST", {"Sec-Fetch-Site": "same-origin"}, True),
        ("DELETE", {"Origin": OWN}, True),
        ("GET", {}, True),
        ("GET", {"Sec-Fetch-Site": "none"}, True),
        ("POST", {}, False),
        ("POST", {"Sec-Fetch-Site": "none"}, False),
        ("POST", {"Origin": "null"}, False),
        ("POST", {"Origin": "http://evil.example"}, False),
        ("POST", {"Origin": "http://127.0.0.1:9999"}, False),
        ("POST", {"Origin": OWN, "Sec-Fetch-Site": "cross-site"}, False),
        ("POST", {"Origin": OWN, "Sec-Fetch-Site": "same-site"}, False),
        ("DELETE", {}, False),
        ("DELETE", {"Origin": "http://evil.example"}, False),
        ("GET", {"Sec-Fetch-Site": "cross-site"}, False),
        ("GET", {"Origin": "http://evil.example"}, False),
    ],
)
def test_only_the_page_itself_may_change_anything(method: str, headers: dict[str, str], expected: bool) -> None:
    """A POST or DELETE must say that it comes from the page; another site is refused whatever it asks."""
    request = make_mocked_request(method, "/api/jobs", {"Host": "127.0.0.1:8765", **headers})
    assert doors().same_origin(request) is expected


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.53", "::1", "localhost"])
def test_loopback_needs_no_password(address: str) -> None:
    """Only this machine reaches it."""
    assert is_loopback(address)
    check_address(WebSettings(address=address), locked=False)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.5", "toon.example.org", ""])  # noqa: S104
def test_any_other_address_needs_one(address: str) -> None:
    """One sentence says so, and what mends it."""
    with pytest.raises(SetupError, match="TOONTALKER_WEB_PASSWORD"):
        check_address(WebSettings(address=address), locked=False)
    check_address(WebSettings(address=address), locked=True)
