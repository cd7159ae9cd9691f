"""A real browser on the page, for tests: it sees what people see, and notes whatever it asks of the network."""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from bot.web_app import WebApp

REPO = Path(__file__).parents[2]
SHOTS = REPO / "build" / "page"
"""Where screenshots go."""
DESKTOP = (1280, 860)
PHONE = (390, 844)
SMALL = (360, 640)
"""px."""
LIMIT = 90_000.0
"""ms that a clip may take on a busy machine."""

Scheme = Literal["light", "dark"]

_DROP = """([target, name, type, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, { type }));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }
}"""
_SOUND = """(video) => ({
  at: video.currentTime, paused: video.paused, muted: video.muted, sound: video.webkitAudioDecodedByteCount, width: video.videoWidth,
  error: video.error && video.error.message,
})"""


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Debian's chromium. Without it a test skips, except on CI, where it fails."""
    path = shutil.which("chromium")
    if path is None:
        reason = "there is no browser: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    arguments = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


class Guest:
    """Somebody at the page, with a browser context of their own."""

    def __init__(self, browser: Browser, app: WebApp, size: tuple[int, int] = DESKTOP, scheme: Scheme = "light", **more: Any) -> None:
        self.app = app
        touch = size[0] < 600
        options = {"color_scheme": scheme, "has_touch": touch, "is_mobile": touch, "locale": "en-GB"} | more
        self.context: BrowserContext = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        """What the browser had to say about our code."""
        self.foreign: list[str] = []
        """Requests to anybody else."""
        self.context.on("request", lambda request: self._note(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._listen)

    def _note(self, url: str) -> None:
        if not url.startswith((self.app.address, "blob:")):
            self.foreign.append(url)

    def _listen(self, message: ConsoleMessage) -> None:
        refused = "the server responded with a status of" in message.text
        if message.type in ("error", "warning") and not refused:
            self.complaints.append(message.text)

    def enter(self) -> None:
        """Opens the page, or opens it anew."""
        self.page.goto(self.app.address)
        self.page.wait_for_selector("body[data-ready]")

    def drop(self, photo: Path | bytes, name: str = "photo.jpg", kind: str = "image/jpeg") -> None:
        """Drops a file on the page, as from the desktop."""
        data = photo if isinstance(photo, bytes) else photo.read_bytes()
        target = self.page.query_selector("#chat")
        self.page.evaluate(_DROP, [target, name, kind, base64.b64encode(data).decode()])

    def pick(self, photo: Path) -> None:
        """Picks a file in the dialog of the system."""
        self.page.set_input_files("#photo-file", str(photo))
        self.page.wait_for_selector(".chip img")

    def say(self, text: str) -> None:
        """Types a line and sends it."""
        self.page.fill("#text", text)
        self.page.press("#text", "Enter")

    def videos(self, count: int) -> None:
        """Waits for so many clips."""
        self.page.locator("video").nth(count - 1).wait_for(timeout=LIMIT)

    def playing(self, at: int = 0) -> dict[str, Any]:
        """What plays in a clip, a moment after it began."""
        video = self.page.locator("video").nth(at)
        for _ in range(100):
            state: dict[str, Any] = video.evaluate(_SOUND)
            if state["at"] > 0.3:
                break
            self.page.wait_for_timeout(100)
        return state

    def faults(self) -> list[str]:
        """What axe-core finds, of the serious and the critical kind."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{fault['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
            for fault in found
            for node in fault["nodes"]
            if fault["impact"] in ("serious", "critical")
        ]

    def shoot(self, name: str) -> None:
        """A screenshot, for whoever wants to see it."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.wait_for_timeout(400)  # what came in has come to rest
        self.page.screenshot(path=SHOTS / f"{name}.png")


@contextmanager
def guest(browser: Browser, app: WebApp, *arguments: Any, **more: Any) -> Iterator[Guest]:
    """Somebody who has just come in; afterwards nothing was asked of anybody else, and the browser had no complaint."""
    one = Guest(browser, app, *arguments, **more)
    try:
        one.enter()
        yield one
        assert one.foreign == []
        assert one.complaints == []
    finally:
        one.context.close()
