"""What the page is made of: its files, the sample photo, and its words."""

from __future__ import annotations

import html
import json
from pathlib import Path
from string import Template
from typing import Any, Final

import aiofiles
from aiohttp import web

import toontalker
from bot.desk import Desk
from bot.web_app.guard import Guard
from bot.words import Words, about_us, privacy
from toontalker.clip import DRAWN_STYLES
from toontalker.languages import LANGUAGES

_PAGE: Final = Path(__file__).parents[1] / "page"
_SAMPLE: Final = Path(toontalker.__file__).parent / "data" / "astronaut.jpg"
_MODULES: Final = ("chat", "clip", "composer", "dom", "history", "page", "photo", "recorder", "server", "words")
_FILES: Final = {
    **{f"/{name}.js": _PAGE / f"{name}.js" for name in _MODULES},
    **{f"/styles/{style}.jpg": _PAGE / "styles" / f"{style}.jpg" for style in DRAWN_STYLES},
    **{f"/{name}.css": _PAGE / f"{name}.css" for name in ("page", "chat", "composer")},
    "/icons.svg": _PAGE / "icons.svg",
    "/face.svg": _PAGE / "face.svg",
    "/favicon.ico": _PAGE / "face.svg",
    "/sample": _SAMPLE,
}
"""Address → file; nothing else on the disk can be asked for."""
_KINDS: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".jpg": "image/jpeg"}

_FROM_DESK: Final = (
    "button_again", "button_other_voice", "button_other_style", "button_delete", "button_cancel", "deleted",
    "face", "need_photo", "need_text", "need_both", "not_a_photo", "photo_too_large", "recording_too_large",
    "style_sticker", "style_toon3d", "style_ink", "style_paint", "style_toonify", "style_sticker_is", "style_toon3d_is",
    "style_ink_is", "style_paint_is",
)
"""Sentences of the section [desk] that the page says, too."""


class Files:
    """Handlers for all that is the same for everybody."""

    def __init__(self, desk: Desk, guard: Guard) -> None:
        self._desk = desk
        self._guard = guard

    def add_to(self, app: web.Application) -> None:
        """Adds the routes."""
        app.router.add_get("/", self.index)
        app.router.add_get("/words", self.words)
        for address in _FILES:
            app.router.add_get(address, self.file)

    async def index(self, request: web.Request) -> web.Response:
        """The page itself, with its title in the language of the browser."""
        words = self._guard.words(request)
        async with aiofiles.open(_PAGE / "index.html", encoding="utf-8") as file:
            page = Template(await file.read())
        names = ("title", "description", "no_script")
        text = page.substitute({name: html.escape(words(f"page.{name}")) for name in names}, language=words.language)
        return web.Response(text=text, content_type="text/html", charset="utf-8")

    async def file(self, request: web.Request) -> web.FileResponse:
        """One of its files, asked for anew each time it has changed."""
        path = _FILES[request.path]
        return web.FileResponse(path, headers={"Content-Type": _KINDS[path.suffix], "Cache-Control": "no-cache"})

    async def words(self, request: web.Request) -> web.Response:
        """All that the page says and offers, as JSON."""
        words = self._guard.words(request)
        settings = self._desk.settings
        help_text = words("desk.help", styles=", ".join(DRAWN_STYLES))
        kept = privacy(words, settings)
        return web.Response(
            text=json.dumps(
                {
                    "language": words.language,
                    "words": said(words) | {"help": help_text, "privacy": kept, "about": about_us(words, settings.bot.contact)},
                    "locked": self._guard.sessions.locked,
                    "voice": settings.pipeline.voice,
                    "style": settings.pipeline.style,
                    "styles": list(DRAWN_STYLES),
                    "languages": [{"code": language.code, "name": language.native} for language in LANGUAGES],
                    "maxText": settings.bot.max_text,
                    "maxBytes": int(settings.photo.max_megabytes * 1e6),
                    "maxAudioBytes": int(settings.speech.max_audio_megabytes * 1e6),
                    "maxAudioSeconds": settings.speech.max_audio_seconds,
                    "again": settings.bot.again_hours > 0,
                },
                ensure_ascii=False,
            ),
            content_type="application/json",
        )


class _Open(dict[str, Any]):
    """Leaves {names} as they stand: the page fills them in."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def said(words: Words) -> dict[str, Any]:
    """Sentences by the name that the page knows them by: those of [page] without the section; sentences with forms are not among them."""
    names = {name.removeprefix("page."): name for name in words.sentences if name.startswith("page.")}
    names |= {name: f"desk.{name}" for name in _FROM_DESK}
    plain = {short: words.sentences[name] for short, name in names.items()}
    return {short: text.format_map(_Open()) for short, text in plain.items() if isinstance(text, str)}
