"""The page in a real browser, with clips made by the real pipeline."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from bot.web_app import WebApp
from tests.bot.browser import DESKTOP, LIMIT, PHONE, Scheme, guest

pytestmark = pytest.mark.slow


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
