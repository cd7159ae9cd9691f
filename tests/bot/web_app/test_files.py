from __future__ import annotations

import asyncio
import re
from pathlib import Path

from bot.web_app.files import _FILES, said
from bot.words import LANGUAGES, words_for
from tests.bot.web_app.visitor import entered, page_in

PAGE = Path(__file__).parents[3] / "bot" / "page"
USED = re.compile(r"""(?:\bsay\(\s*|data-(?:words|label)=)["'`]([a-z0-9_]+)["'`]""")


def test_every_file_of_the_page_is_there_and_every_file_is_served() -> None:
    """Nothing is missing, nothing lies about."""
    assert all(path.is_file() for path in _FILES.values())
    assert {path for path in PAGE.rglob("*") if path.is_file()} == {path for path in _FILES.values() if PAGE in path.parents} | {
        PAGE / "index.html"
    }


def test_every_sentence_that_the_page_says_is_in_the_word_list() -> None:
    """In each language; and the page says all that is listed for it."""
    code = "".join(path.read_text() for path in PAGE.glob("*.js")) + (PAGE / "index.html").read_text()
    used = set(USED.findall(code))
    assert len(used) > 50
    for language in LANGUAGES:
        assert used <= said(words_for(language)).keys() | {"about", "help", "privacy"}


def test_the_page_holds_no_markup_made_of_text() -> None:
    """No innerHTML and its kin, no inline script or style, nothing from elsewhere."""
    for path in PAGE.glob("*.js"):
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", path.read_text()), path.name
    html = (PAGE / "index.html").read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    for path in PAGE.glob("*.*"):
        addresses = re.findall(r"https?://[^\s\"'`)]+", path.read_text())
        assert set(addresses) <= {"http://www.w3.org/2000/svg"}, path.name


def test_files_stay_small(tmp_path: Path) -> None:
    """The whole page with its pictures is smaller than one photo, and it speaks the language of the browser."""

    async def visit() -> None:
        async with page_in(tmp_path) as page, entered(page) as visitor:
            total = 0
            for path in ("/", "/words", *_FILES):
                async with visitor.open("GET", path) as response:
                    assert (path, response.status) == (path, 200)
                    total += len(await response.read())
            assert total < 300_000
            async with visitor.open("GET", "/", headers={"Accept-Language": "tlh, de;q=0.5"}) as response:
                assert '<html lang="de">' in await response.text()
            async with visitor.open("GET", "/words", headers={"Accept-Language": "tlh, de;q=0.5"}) as response:
                assert (await response.json())["language"] == "de"

    asyncio.run(visit())
