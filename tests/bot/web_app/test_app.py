from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from bot.tokens import Secret
from bot.web_app import WebApp
from bot.web_app.doors import HEADERS
from tests.bot.household import household
from tests.bot.maker import PHOTO
from tests.bot.web_app.visitor import Visitor, entered, form, page_in
from toontalker.chat_settings import WebSettings
from toontalker.errors import SetupError

TEXT = "A canary that sings <b>loudly</b>"


def test_from_a_photo_to_a_clip(tmp_path: Path) -> None:
    """A form in, news on the way, the clip and its poster out, by other bytes for each part that is asked for."""

    async def visit() -> None:
        async with page_in(tmp_path) as page, entered(page) as visitor, visitor.open("GET", "/api/news") as stream:
            assert stream.headers["Content-Type"] == "text/event-stream"
            events = visitor.news(stream)
            assert (await anext(events))[0] == "hello"
            job = (await visitor.ask(TEXT, voice="male", style="ink"))["id"]
            async for kind, state in events:
                assert (kind, state["id"]) == ("job", job)
                if state["state"] != "waiting":
                    break
            assert TEXT in state["alt"]
            ended = await visitor.ended(job)
            assert ended == {name: value for name, value in state.items() if name != "alt"}
            assert {name: ended[name] for name in ("state", "voice", "style", "width", "buttons")} == {
                "state": "clip", "voice": "male", "style": "ink", "width": 512, "buttons": True
            }  # fmt: skip
            await _check_clip(visitor, job)

    asyncio.run(visit())


async def _check_clip(visitor: Visitor, job: str) -> None:
    async with visitor.open("GET", f"/api/jobs/{job}/clip") as response:
        whole = await response.read()
        assert (response.status, response.content_type) == (200, "video/mp4")
        assert job.encode() in whole
    async with visitor.open("GET", f"/api/jobs/{job}/clip", headers={"Range": "bytes=4-11"}) as response:
        assert response.status == 206
        assert response.headers["Content-Range"] == f"bytes 4-11/{len(whole)}"
        assert await response.read() == whole[4:12]
    async with visitor.open("GET", f"/api/jobs/{job}/clip", headers={"Range": f"bytes={len(whole)}-"}) as response:
        assert response.status == 416
    async with visitor.open("GET", f"/api/jobs/{job}/poster") as response:
        assert (await response.read(), response.content_type) == (PHOTO, "image/jpeg")


def test_after_a_restart_the_journal_knows_all_that_the_page_needs(tmp_path: Path) -> None:
    """The same browser finds its clip, and the buttons work; nothing of the text is left in the row."""

    async def visit() -> None:
        async with page_in(tmp_path) as page, entered(page) as visitor:
            job = (await visitor.ask(TEXT))["id"]
            before = await visitor.ended(job)
        async with page_in(tmp_path) as page, entered(page, visitor.cookie) as back:
            assert back.cookie == visitor.cookie
            assert (await back.call("GET", f"/api/jobs/{job}"))[1] == before
            await _check_clip(back, job)
            row = await page._desk.job(job)
            assert row is not None
            assert row.told
            assert TEXT not in f"{row.request} {row.report} {row.placeholder} {row.reply_to}"
            status, again = await back.post(f"/api/jobs/{job}/again", style="paint")
            assert status == 201
            assert (await back.ended(again["id"]))["style"] == "paint"

    asyncio.run(visit())


def test_what_was_delivered_while_nobody_looked_is_told_the_same_twice(tmp_path: Path) -> None:
    """A delivery may be repeated after a crash; the page shows one clip, whatever happens in between."""

    async def visit() -> None:
        async with page_in(tmp_path) as page, entered(page) as visitor:
            job = (await visitor.ask())["id"]
            first = await visitor.ended(job)
            from bot.ending import delivery_of
            from bot.words import words_for

            row = await page._desk.job(job)
            assert row is not None
            for _ in range(2):
                await page.deliver(delivery_of(row, words_for("en"), now=row.created, buttons=True))
            again = await visitor.ended(job)
            assert {**again, "width": 512, "height": 512, "seconds": 2.0, "voice": first["voice"], "style": first["style"]} == first
            await _check_clip(visitor, job)

    asyncio.run(visit())


def test_every_answer_has_the_headers_and_no_trace(tmp_path: Path) -> None:
    """Pages, JSON, streams, clips and errors of every kind: a strict CSP, no sniffing, no referrer, no frames, no stack trace."""

    async def visit() -> None:
        async with page_in(tmp_path) as page, entered(page) as visitor:
            calls = [
                ("GET", "/", 200), ("GET", "/words", 200), ("GET", "/page.js", 200), ("GET", "/sample", 200), ("GET", "/api/stats", 200),
                ("GET", "/nothing", 404), ("POST", "/", 405), ("GET", f"/api/jobs/{'a' * 32}", 404), ("GET", "/../bot/bot.py", 404),
                ("GET", "/styles/..%2f..%2f..%2fbot.py", 404), ("POST", "/api/jobs", 400), ("DELETE", f"/api/jobs/{'a' * 32}", 404),
                ("GET", "/api/news", 200),
            ]  # fmt: skip
            for method, path, status in calls:
                async with visitor.open(method, path) as response:
                    assert (path, response.status) == (path, status)
                    for name, value in HEADERS.items():
                        assert response.headers[name] == value
                    if status >= 400:
                        assert list(await response.json()) == ["error"]
            policy = HEADERS["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy

    asyncio.run(visit())


def test_other_hosts_and_other_origins_are_refused(tmp_path: Path) -> None:
    """421 for a foreign name, 403 for a post of another page, 401 for who has no session; each with a sentence."""

    async def visit() -> None:
        async with page_in(tmp_path) as page, entered(page) as visitor:
            job = (await visitor.ask())["id"]
            await visitor.ended(job)
            evil = {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}
            for method, path, headers, status in [
                ("GET", "/", {"Host": "evil.example"}, 421),
                ("GET", f"/api/jobs/{job}", {"Host": f"evil.example:{page.port}"}, 421),
                ("POST", "/api/jobs", evil, 403),
                ("DELETE", f"/api/jobs/{job}", evil, 403),
                ("POST", "/api/forget", evil, 403),
                ("POST", "/api/enter", evil, 403),
                ("GET", f"/api/jobs/{job}/clip", evil, 403),
                ("GET", "/api/news", evil, 403),
                ("GET", f"/api/jobs/{job}", {"Cookie": ""}, 401),
                ("POST", "/api/jobs", {"Cookie": "toontalker-1=x"}, 401),
            ]:
                got, answer = await visitor.call(method, path, headers=headers)
                assert (path, got) == (path, status)
                assert answer["error"]
            assert (await visitor.call("GET", f"/api/jobs/{job}"))[1]["state"] == "clip"

    asyncio.run(visit())


def test_with_a_password_nothing_is_given_without_it(tmp_path: Path) -> None:
    """The page asks for it; a wrong one is told, several make everybody at that address wait, and the right one opens the door."""

    async def visit() -> None:
        async with page_in(tmp_path, password="correct horse") as page:  # noqa: S106
            visitor = Visitor(page)
            async with visitor.session:
                assert (await visitor.call("GET", "/words"))[1]["locked"] is True
                assert (await visitor.call("POST", "/api/enter"))[0] == 401
                assert (await visitor.post(photo=PHOTO, text="Hello"))[0] == 401
                assert not visitor.cookie
                assert (await visitor.post("/api/enter", password="wrong"))[0] == 401  # noqa: S106
                status, _ = await visitor.post("/api/enter", password="correct horse")  # noqa: S106
                assert status == 200
                await visitor.ended((await visitor.ask())["id"])
                stranger = Visitor(page, visitor.cookie[:-1] + ("0" if visitor.cookie[-1] != "0" else "1"))
                async with stranger.session:
                    assert (await stranger.call("GET", "/api/stats"))[0] == 401
                    answers = [(await stranger.post("/api/enter", password="wrong"))[0] for _ in range(4)]  # noqa: S106
                    assert answers == [401, 401, 401, 429]
                    assert (await stranger.post("/api/enter", password="correct horse"))[0] == 429  # noqa: S106

    asyncio.run(visit())


def test_before_it_stops_it_takes_nothing_and_says_so(tmp_path: Path) -> None:
    """Paused: 503 with a kind sentence, and what was asked before is still delivered. Stopped: no stream is left."""

    async def visit() -> None:
        async with page_in(tmp_path) as page, entered(page) as visitor:
            async with visitor.open("GET", "/api/news") as stream:
                events = visitor.news(stream)
                await anext(events)
                job = (await visitor.ask("!slow0.5"))["id"]
                await page.pause()
                assert not page.health().ready
                status, answer = await visitor.post(photo=PHOTO, text="Hello")
                assert status == 503
                assert "restarting" in answer["error"]
                assert (await visitor.post(f"/api/jobs/{job}/again"))[0] == 503
                assert (await visitor.ended(job))["state"] == "clip"
                await page.stop()
                async for _ in events:
                    pass
            await page.stop()

    asyncio.run(visit())


def test_what_an_operator_must_mend_is_one_sentence(tmp_path: Path) -> None:
    """A port in use, an address without a password, an address of another machine; a stop after that does no harm."""

    async def visit() -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            async with household(tmp_path) as house:
                for settings, password, sentence in [
                    (WebSettings(port=port), None, f"port {port} on 127.0.0.1 is in use"),
                    (WebSettings(address="0.0.0.0", port=0), None, "no password"),  # noqa: S104
                    (WebSettings(address="192.0.2.1", port=0), Secret("correct horse"), "192.0.2.1"),
                ]:
                    page = WebApp(house.desk, settings, house.metrics, password)
                    with pytest.raises(SetupError, match=sentence) as caught:
                        await page.start()
                    assert str(caught.value).count(". ") == 0
                    assert not page.health().ready
                    await page.stop()

    asyncio.run(visit())


def test_a_slow_connection_does_not_hold_up_the_others(tmp_path: Path) -> None:
    """A form that never ends takes one place; others are served meanwhile, and stopping does not wait for it."""

    async def visit() -> None:
        async with page_in(tmp_path) as page, entered(page) as visitor:
            reader, writer = await asyncio.open_connection("127.0.0.1", page.port)
            writer.write(
                f"POST /api/jobs HTTP/1.1\r\nHost: 127.0.0.1:{page.port}\r\nOrigin: http://127.0.0.1:{page.port}\r\n"
                f"Cookie: toontalker-{page.port}={visitor.cookie}\r\nContent-Length: 900\r\n"
                'Content-Type: multipart/form-data; boundary=B\r\n\r\n--B\r\n'
                'Content-Disposition: form-data; name="text"\r\n\r\nHel'.encode()
            )
            await writer.drain()
            await visitor.ended((await visitor.ask())["id"])
            writer.close()
            assert await reader.read() == b""

    asyncio.run(visit())


def test_a_form_is_one_job_however_often_it_comes(tmp_path: Path) -> None:
    """The page posts again where an answer got lost; the mark says that it is the same click, and another session's mark is another."""

    async def visit() -> None:
        async with page_in(tmp_path) as page, entered(page) as visitor, entered(page) as other:
            first = await visitor.ask(key="0123456789abcdef")
            assert (await visitor.ask(key="0123456789abcdef"))["id"] == first["id"]
            assert (await visitor.ask(key="fedcba9876543210"))["id"] != first["id"]
            assert (await other.ask(key="0123456789abcdef"))["id"] != first["id"]
            assert (await visitor.call("POST", "/api/jobs", data=form(key="0123456789abcdef", photo=PHOTO, text="x")))[0] == 201

    asyncio.run(visit())
