"""The page in a real browser, with clips made by the real pipeline."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from bot.web_app import WebApp
from tests.bot.browser import DESKTOP, LIMIT, PHONE, SMALL, Guest, Scheme, guest, open_browser
from tests.bot.maker import OPENER
from tests.bot.served_page import served_page

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for all tests."""
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebApp]:
    """The page, and the pipeline behind it."""
    with served_page(tmp_path_factory.mktemp("house"), {"voices": {"order": ["espeak"]}}) as served:
        yield served


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebApp]:
    """The page with clips that take no time and show nothing."""
    with served_page(tmp_path_factory.mktemp("quick"), opener=OPENER) as served:
        yield served


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"])
def test_a_dropped_photo_becomes_a_cartoon_that_talks(
    browser: Browser, app: WebApp, portrait_file: Path, size: tuple[int, int], scheme: Scheme
) -> None:
    """From the drop to a video that plays with sound, where it stands, with its label and its buttons; nothing sticks out sideways."""
    name = "desktop" if size == DESKTOP else "phone"
    with guest(browser, app, size, scheme) as visitor:
        page = visitor.page
        visitor.shoot(f"{name}-1-empty")
        assert visitor.faults() == []
        visitor.drop(portrait_file)
        expect(page.locator(".chip img")).to_be_visible()
        expect(page.locator("#drop-over")).to_be_hidden()
        visitor.shoot(f"{name}-2-photo")
        visitor.say("Hello! I am a cartoon now, and I quite like it.")
        expect(page.locator(".making progress")).to_be_visible()
        visitor.shoot(f"{name}-3-in-the-making")
        assert visitor.faults() == []
        visitor.videos(1)
        playing = visitor.playing()
        assert playing["error"] is None
        assert playing["at"] > 0.3
        assert playing["sound"] > 1000
        assert playing["width"] == 512
        assert not playing["muted"]
        visitor.shoot(f"{name}-4-clip")
        expect(page.locator("figcaption")).to_have_text("AI-made cartoon")
        expect(page.locator("video")).to_have_attribute("playsinline", "")
        assert "I quite like it" in (page.locator("video").get_attribute("aria-label") or "")
        for button in ("Again", "Other voice", "Other style", "Delete"):
            expect(page.get_by_role("button", name=button, exact=True)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert visitor.faults() == []
        page.get_by_role("button", name="Other style").click()
        visitor.shoot(f"{name}-5-other-style")
        assert visitor.faults() == []
        page.locator(".more").get_by_role("button", name="Ink").click()
        visitor.videos(2)
        assert visitor.playing(1)["sound"] > 1000


def test_several_faces_are_a_question(browser: Browser, app: WebApp, faces_folder: Path) -> None:
    """A picture with numbers, a button for each; the one that is clicked talks."""
    with guest(browser, app, PHONE) as visitor:
        visitor.pick(faces_folder / "group-glasses.jpg")
        visitor.say("/toon male Which one am I?")
        visitor.page.locator(".faces button").first.wait_for(timeout=LIMIT)
        expect(visitor.page.get_by_role("button", name="Face 3")).to_be_visible()
        picture = visitor.page.locator(".clip img")
        expect(picture).to_have_js_property("complete", value=True)
        assert picture.evaluate("(image) => image.naturalWidth") > 200
        visitor.shoot("phone-6-faces")
        assert visitor.faults() == []
        visitor.page.get_by_role("button", name="Face 2").click()
        visitor.videos(1)
        assert visitor.playing()["sound"] > 1000


def test_the_voice_of_whoever_sits_there(browser: Browser, app: WebApp, portrait_file: Path) -> None:
    """Recorded by the microphone, heard before it is sent, and spoken by the cartoon."""
    with guest(browser, app) as visitor:
        page = visitor.page
        visitor.pick(portrait_file)
        page.get_by_role("button", name="Record your voice").click()
        expect(page.get_by_role("button", name="Stop recording")).to_be_visible()
        page.wait_for_timeout(2500)
        page.get_by_role("button", name="Stop recording").click()
        expect(page.locator(".chip audio")).to_be_visible()
        expect(page.get_by_role("radio", name="My own")).to_be_checked()
        visitor.shoot("desktop-7-recording")
        assert visitor.faults() == []
        page.get_by_role("button", name="Send", exact=True).click()
        visitor.videos(1)
        assert visitor.playing()["sound"] > 1000


def test_a_photo_without_a_face_is_refused_kindly(browser: Browser, app: WebApp) -> None:
    """In the chat, as a sentence; the line can be tried again with another photo."""
    grey = io.BytesIO()
    Image.new("RGB", (300, 300), "#88aacc").save(grey, "PNG")
    with guest(browser, app, PHONE) as visitor:
        visitor.drop(grey.getvalue(), "grey.png", "image/png")
        visitor.say("Hello")
        expect(visitor.page.locator(".sorry")).to_contain_text("can't find a face", timeout=LIMIT)
        visitor.shoot("phone-8-no-face")
        assert visitor.faults() == []


def test_by_keyboard_alone(browser: Browser, app: WebApp) -> None:
    """From the first Tab to the second clip, without a mouse; whatever has the focus shows it."""
    with guest(browser, app) as visitor:
        page = visitor.page

        def tab_to(name: str) -> None:
            """Tabs until the element of that name has the focus."""
            for _ in range(40):
                page.keyboard.press("Tab")
                told = page.evaluate(
                    """() => {
                      const at = document.activeElement, box = at.closest("label, .composer") ?? at;
                      const seen = [at, box].some((one) => getComputedStyle(one).outlineStyle !== "none");
                      return [at.ariaLabel || at.labels?.[0]?.textContent || at.textContent, seen || at === document.body];
                    }"""
                )
                assert told[1], f"{told[0]} has the focus and does not show it"
                if name in told[0]:
                    return
            raise AssertionError(f"no way to {name}")

        tab_to("Use the astronaut")
        page.keyboard.press("Enter")
        expect(page.locator(".chip img")).to_be_visible()
        expect(page.locator("#text")).to_be_focused()
        page.keyboard.type("Look, no mouse!")
        page.keyboard.press("Enter")
        visitor.videos(1)
        expect(page.locator("#text")).to_be_focused()
        page.keyboard.press("Shift+Tab")
        page.locator("#menu").focus()
        tab_to("Other style")
        page.keyboard.press("Enter")
        expect(page.locator(".more button").first).to_be_focused()
        page.keyboard.press("Enter")
        visitor.videos(2)
        page.locator("#menu").focus()
        page.keyboard.press("Enter")
        tab_to("Privacy")
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_contain_text("24 hours")
        visitor.shoot("desktop-9-privacy")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_chat_is_there_after_a_reload(browser: Browser, app: WebApp, portrait_file: Path) -> None:
    """Clips, photos and words; the photo can be used again; what was deleted or is gone says so; “Forget me” leaves nothing."""
    with guest(browser, app) as visitor:
        page = visitor.page
        visitor.pick(portrait_file)
        visitor.say("First")
        visitor.videos(1)
        visitor.say("Second")
        visitor.videos(2)
        visitor.enter()
        visitor.videos(2)
        assert page.locator("video").first.evaluate("(video) => video.paused")
        expect(page.locator(".mine")).to_have_text(["You: First", "You: Second"])
        expect(page.locator(".chip")).to_contain_text("This photo again")
        page.get_by_role("button", name="Delete").first.click()
        expect(page.locator("video")).to_have_count(1)
        expect(page.locator(".mine")).to_have_text(["You: Second"])
        job = page.evaluate("JSON.parse(localStorage.getItem('toontalker-chat'))[0].id")
        page.evaluate("(id) => fetch(`/api/jobs/${id}`, { method: 'DELETE' })", job)
        visitor.enter()
        expect(page.locator(".quiet")).to_contain_text("now it's gone")
        visitor.say("/forget")
        page.get_by_role("dialog").get_by_role("button", name="Forget me").click()
        expect(page.locator(".mine")).to_have_count(0)
        assert page.evaluate("localStorage.length") == 0
        visitor.enter()
        expect(page.locator("#welcome")).to_be_visible()
        expect(page.locator(".chip")).to_have_count(0)


# ---- what needs no real clip ----------------------------------------------------------------------------------------------------------


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
