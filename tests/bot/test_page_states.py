"""All states of the page in a real browser, with clips that take no time and show nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.web_app import WebApp
from tests.bot.browser import DESKTOP, LIMIT, PHONE, SMALL, Guest, Scheme, guest
from tests.bot.maker import OPENER
from tests.bot.served_page import served_page

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark"), (SMALL, "light")], ids=["desktop", "phone", "small"])
def test_every_state_can_be_read_by_everybody(
    browser: Browser, quick: WebApp, portrait_file: Path, size: tuple[int, int], scheme: Scheme
) -> None:
    """Axe-core finds nothing serious in any state, dark or light, and nothing is wider than the screen."""
    with guest(browser, quick, size, scheme) as visitor:
        page = visitor.page
        paper = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()")
        assert paper == {"light": "#fff1dc", "dark": "#1a1320"}[scheme]

        def check(state: str) -> None:
            visitor.shoot(f"{size[0]}-{scheme}-{state}")
            assert visitor.faults() == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

        check("empty")
        visitor.say("Hello")
        check("photo-missing")
        page.locator("summary").click() if size != DESKTOP else None
        check("options")
        visitor.pick(portrait_file)
        long = "Hello, and a rather long line of text that needs more than one line of the bubble it stands in."
        for text in ("!noface", "!broken", "!faces3", long):
            page.fill("#text", text)
            page.press("#text", "Enter")
            expect(page.locator(".making")).to_have_count(0, timeout=LIMIT)
        check("chat")
        visitor.say("!slow3")
        expect(page.locator(".step")).not_to_be_empty()
        check("in-the-making")
        page.get_by_role("button", name="Menu").click()
        check("menu")
        page.get_by_role("button", name="How it works").click()
        expect(page.get_by_role("dialog")).not_to_contain_text("{")
        check("help")
        visitor.complaints.clear()  # tiny clips are no video, and the browser says so


def test_text_is_never_markup(browser: Browser, quick: WebApp, portrait_file: Path) -> None:
    """Tags, scripts and entities stand there as they were typed, also after a reload."""
    text = "<img src=x onerror=alert(1)><b>bold</b>&amp; {photo} ${x} </script>"
    with guest(browser, quick) as visitor:
        visitor.pick(portrait_file)
        for _ in range(2):
            if not visitor.page.locator(".mine").count():
                visitor.say(text)
                visitor.videos(1)
            expect(visitor.page.locator(".mine .said")).to_have_text(text)
            assert visitor.page.locator(".said *").count() == 0
            visitor.enter()
        visitor.complaints.clear()


def test_it_waits_for_a_house_that_is_away(browser: Browser, quick: WebApp, portrait_file: Path) -> None:
    """While the connection is cut it says so; when it is back, what was waited for is shown."""
    with guest(browser, quick) as visitor:
        visitor.pick(portrait_file)
        visitor.say("!slow4 Hello")
        expect(visitor.page.locator(".cancel")).to_be_visible()
        visitor.context.set_offline(True)
        expect(visitor.page.locator("#offline")).to_be_visible()
        visitor.shoot("desktop-10-away")
        visitor.context.set_offline(False)
        visitor.videos(1)
        expect(visitor.page.locator("#offline")).to_be_hidden()
        visitor.complaints.clear()


def test_never_mind(browser: Browser, quick: WebApp, portrait_file: Path) -> None:
    """What is still waited for can be called off, and is gone without a trace."""
    with guest(browser, quick) as visitor:
        visitor.pick(portrait_file)
        visitor.say("!slow4 Hello")
        visitor.page.get_by_role("button", name="Never mind").click()
        expect(visitor.page.locator(".making")).to_have_count(0)
        expect(visitor.page.locator("#welcome")).to_be_visible()


@pytest.mark.parametrize(("data", "name", "kind"), [(b"hello", "a.txt", "text/plain"), (b"\xff\xd8\xffnot really", "a.jpg", "image/jpeg")])
def test_what_is_no_photo_is_not_taken(browser: Browser, quick: WebApp, data: bytes, name: str, kind: str) -> None:
    """It says so, and takes nothing."""
    with guest(browser, quick) as visitor:
        visitor.drop(data, name, kind)
        expect(visitor.page.locator(".sorry")).to_contain_text("not a photo")
        expect(visitor.page.locator(".chip")).to_have_count(0)


def test_it_speaks_the_language_of_the_browser(browser: Browser, quick: WebApp) -> None:
    """From the first word on."""
    with guest(browser, quick, locale="de-DE") as visitor:
        assert visitor.page.evaluate("document.documentElement.lang") == "de"


def test_who_wants_no_motion_gets_none(browser: Browser, quick: WebApp, portrait_file: Path) -> None:
    """Nothing moves, and no clip begins by itself."""
    with guest(browser, quick, reduced_motion="reduce") as visitor:
        visitor.pick(portrait_file)
        visitor.say("!slow2")
        expect(visitor.page.locator(".talker .mouth")).to_be_visible()
        assert visitor.page.evaluate("document.getAnimations().length") == 0
        visitor.videos(1)
        assert visitor.page.locator("video").evaluate("(video) => video.paused")
        visitor.complaints.clear()


def test_the_door_asks_for_the_password(browser: Browser, tmp_path: Path) -> None:
    """A wrong one is told, the right one opens, and it is not asked again."""
    with served_page(tmp_path, password="correct horse", opener=OPENER) as locked:  # noqa: S106
        visitor = Guest(browser, locked)
        page = visitor.page
        page.goto(locked.address)
        expect(page.get_by_role("dialog")).to_contain_text("password")
        visitor.shoot("desktop-11-door")
        assert visitor.faults() == []
        page.fill("#password", "wrong")
        page.keyboard.press("Enter")
        expect(page.locator("#password-fault")).not_to_be_empty()
        page.fill("#password", "correct horse")
        page.keyboard.press("Enter")
        page.wait_for_selector("body[data-ready]")
        expect(page.get_by_role("dialog")).to_be_hidden()
        visitor.enter()
        assert visitor.foreign == []
        visitor.context.close()
