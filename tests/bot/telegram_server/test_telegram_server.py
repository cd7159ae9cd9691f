"""The judge is judged: what a bot does wrong is found, and what the server tells is right by Telegram's own table."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.bot.telegram_server.faults import Fault
from tests.bot.telegram_server.people import Person
from tests.bot.telegram_server.server import TelegramServer
from tests.bot.telegram_server.spec import Spec, read_spec

PHOTO = b"\xff\xd8\xff\xe0 a photo"
VIDEO = b"\x00\x00\x00\x18ftypisom and more"
MADE: dict[str, Any] = {"width": "512", "height": "512", "duration": "2", "supports_streaming": "true"}
"""What is told of a video."""


class BareBot:
    """A bot without a library: it sends what a test tells it to."""

    def __init__(self, server: TelegramServer, session: aiohttp.ClientSession) -> None:
        self._server = server
        self._session = session

    async def __call__(self, method: str, files: dict[str, bytes] | None = None, **fields: Any) -> dict[str, Any]:
        """Calls a method; what is no text is sent as JSON."""
        texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()}
        data: Any = texts
        if files:
            data = aiohttp.FormData(texts)
            for name, content in files.items():
                data.add_field(name, content, filename=f"{name}.bin")
        url = f"{self._server.base_url}/bot{self._server.token}/{method}"
        async with self._session.post(url, data=data) as answer:
            told: dict[str, Any] = await answer.json()
            return told | {"status": answer.status, "headers": answer.headers}


@pytest.fixture(scope="module")
def spec(specs_folder: Path) -> Spec:
    """Telegram's table."""
    return read_spec(specs_folder / "telegram_api.json")


def played(spec: Spec, story: Callable[[TelegramServer, BareBot, Person], Awaitable[None]]) -> list[str]:
    """The deviations after a story."""

    async def run() -> list[str]:
        async with TelegramServer(spec) as server, aiohttp.ClientSession() as session:
            ann = server.person("Ann")
            await ann.sends(text="/start")
            await story(server, BareBot(server, session), ann)
            return server.deviations

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("method", "fields", "told"),
    [
        ("sendMessage", {"chat_id": "10001", "text": "Hi", "txet": "Hi"}, "txet is unknown"),
        ("sendMessage", {"chat_id": "10001"}, "text is missing"),
        ("sendMessage", {"chat_id": "10001", "text": "x" * 4097}, "4097 characters"),
        ("sendMessage", {"chat_id": "10001", "text": "😀" * 2049}, "4098 characters"),
        ("sendMessage", {"chat_id": "10001", "text": "Hi", "message_thread_id": "five"}, "stands for no Integer"),
        ("sendMessage", {"chat_id": "10001", "text": "Hi", "disable_notification": "yes"}, "stands for no Boolean"),
        ("sendMessage", {"chat_id": "10001", "text": "Hi", "reply_parameters": "{"}, "stands for no ReplyParameters"),
        ("sendMessage", {"chat_id": "10001", "text": "Hi", "reply_parameters": {"message_id": "7"}}, "Integer is not str"),
        ("sendMessage", {"chat_id": "10001", "text": "Hi", "reply_parameters": {"message": 7}}, "message is unknown"),
        ("sendMessage", {"chat_id": "10001", "text": "Hi", "parse_mode": "HTML"}, "never markup"),
        ("sendMessage", {"chat_id": "10001", "text": "Hi", "reply_markup": {"inline_keyboard": [[{"text": "A"}]]}}, "exactly one thing"),
        (
            "sendMessage",
            {"chat_id": "10001", "text": "Hi", "reply_markup": {"inline_keyboard": [[{"text": "A", "callback_data": "ä" * 33}]]}},
            "66 bytes",
        ),
        (
            "sendMessage",
            {
                "chat_id": "10001",
                "text": "Hi",
                "reply_markup": {"inline_keyboard": [[{"text": "A", "callback_data": "a", "style": "red"}]]},
            },
            "'red' is no value",
        ),
        ("sendChatAction", {"chat_id": "10001", "action": "painting"}, "'painting' is no value"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "201 characters"),
        ("setMyCommands", {"commands": [{"command": "Toon", "description": "Hi"}]}, "does not allow"),
        ("setMyCommands", {"commands": [{"command": "toon"}]}, "description is missing"),
        ("setMyCommands", {"commands": [], "scope": {"type": "everybody"}}, "'everybody' is no value"),
        ("setMyCommands", {"commands": [], "language_code": "pt-BR"}, "does not allow"),
        ("setMessageReaction", {"chat_id": "10001", "message_id": "101", "reaction": [{"type": "emoji", "emoji": "🧨"}]}, "no value"),
        ("sendToon", {"chat_id": "10001"}, "no such method"),
    ],
)
def test_what_is_wrong_with_a_request_is_found(spec: Spec, method: str, fields: dict[str, Any], told: str) -> None:
    """Misspelt, missing, of the wrong type, too long, or not one of the values: each is one deviation and is refused."""

    async def story(server: TelegramServer, bot: BareBot, ann: Person) -> None:
        assert (await bot(method, None, **fields))["ok"] is False
        assert ann.private.answers == []

    deviations = played(spec, story)
    assert len(deviations) >= 1
    assert told in deviations[0]


def test_files_are_where_they_are_said_to_be(spec: Spec) -> None:
    """A part that is meant and missing, one that nobody means, an empty one, and a required one that does not come."""

    async def story(server: TelegramServer, bot: BareBot, ann: Person) -> None:
        await bot("sendVideo", chat_id="10001", **MADE)
        await bot("sendVideo", {"other": VIDEO}, chat_id="10001", video="attach://video7", **MADE)
        await bot("sendVideo", {"video": b""}, chat_id="10001", **MADE)

    deviations = played(spec, story)
    assert "sendVideo: video is missing in sendVideo" in deviations
    assert "sendVideo: there is no part 'video7' that attach:// means" in deviations
    assert "sendVideo: nothing means the part 'other'" in deviations
    assert "sendVideo: the part 'video' is empty" in deviations


def test_a_video_is_looked_at(spec: Spec) -> None:
    """It begins with an ftyp box, its sides are told, its thumbnail is a small JPEG, and in two messages it is there twice."""

    async def story(server: TelegramServer, bot: BareBot, ann: Person) -> None:
        assert (await bot("sendVideo", {"video": VIDEO}, chat_id="10001", **MADE))["ok"]
        assert server.deviations == []
        assert server.twice() == []
        assert (await bot("sendVideo", {"video": VIDEO}, chat_id="10001", **MADE))["ok"]
        assert len(server.twice()) == 1
        await bot("sendVideo", {"video": b"<html>no video</html>"}, chat_id="10001", **MADE)
        await bot("sendVideo", {"video": VIDEO + b"2", "thumbnail": b"x"}, chat_id="10001", **MADE)
        await bot("sendVideo", {"video": VIDEO + b"3"}, chat_id="10001")

    deviations = played(spec, story)
    assert [deviation.partition(":")[0] for deviation in deviations] == ["sendVideo"] * 4
    assert "ftyp" in deviations[0]
    assert "no JPEG" in deviations[1]


def test_editing_behaves_as_telegram_does(spec: Spec) -> None:
    """In place, from text to video, with a keyboard that goes when it is not sent along; and with Telegram's refusals."""

    async def story(server: TelegramServer, bot: BareBot, ann: Person) -> None:
        keys = {"inline_keyboard": [[{"text": "Stop", "callback_data": "stop"}]]}
        sent = await bot("sendMessage", chat_id=ann.id, text="wait", reply_markup=keys)
        place = {"chat_id": ann.id, "message_id": sent["result"]["message_id"]}
        assert "not modified" in (await bot("editMessageText", text="wait", reply_markup=keys, **place))["description"]
        assert "no caption" in (await bot("editMessageCaption", caption="x", **place))["description"]
        assert (await bot("editMessageText", text="soon", **place))["ok"]
        (post,) = ann.private.answers
        assert (post.text, post.buttons, post.versions) == ("soon", [], ["wait", "soon"])
        media = {"type": "video", "media": "attach://v", "width": 1, "height": 1, "duration": 1, "supports_streaming": True}
        for _ in range(2):
            assert (await bot("editMessageMedia", {"v": VIDEO}, media=media | {"caption": "there"}, **place))["ok"]
        assert server.twice() == []
        assert (post.kind, post.text) == ("video", "there")
        assert "no text" in (await bot("editMessageText", text="x", **place))["description"]
        await ann.deletes(post)
        assert "message to edit not found" in (await bot("editMessageText", text="x", **place))["description"]
        assert "not found" in (await bot("deleteMessage", **place))["description"]

    assert played(spec, story) == []


def test_updates_come_until_they_are_confirmed(spec: Spec) -> None:
    """The same ones again until the offset moves; the older of two pollers is sent away; a webhook excludes polling."""

    async def story(server: TelegramServer, bot: BareBot, ann: Person) -> None:
        first = (await bot("getUpdates"))["result"]
        assert [update["message"]["text"] for update in first] == ["/start"]
        assert (await bot("getUpdates", offset="0"))["result"] == first
        after = str(first[0]["update_id"] + 1)
        assert (await bot("getUpdates", offset=after))["result"] == []
        waiting = asyncio.create_task(bot("getUpdates", offset=after, timeout="5"))
        await server.until(lambda: server.world.updates.polls == 4)
        await ann.sends(photo=PHOTO, caption="/toon Hello")
        (update,) = (await waiting)["result"]
        assert update["message"]["photo"][-1]["width"] == 800
        older = asyncio.create_task(bot("getUpdates", offset=str(update["update_id"] + 1), timeout="5"))
        await server.until(lambda: server.world.updates.polls == 5)
        assert (await bot("getUpdates", offset=str(update["update_id"] + 1)))["result"] == []
        assert (await older)["status"] == 409
        assert (await bot("setWebhook", url="http://127.0.0.1:1/"))["status"] == 400
        assert (await bot("setWebhook", url="https://127.0.0.1:1/", secret_token="s"))["ok"]  # noqa: S106 - of a test
        assert (await bot("getUpdates"))["status"] == 409
        assert (await bot("deleteWebhook"))["ok"]
        assert (await bot("getUpdates"))["ok"]

    assert played(spec, story) == []


def test_all_that_people_do_fits_the_table(spec: Spec) -> None:
    """Every kind of update that the server tells is held against the table, as is every answer."""

    async def story(server: TelegramServer, bot: BareBot, ann: Person) -> None:
        bob = server.person("Bob", "de")
        forum, group = server.group("Club", ann, bob, topics=True), server.group("Small", ann, basic=True)
        topic = server.topic(forum, "Fun")
        photo = await ann.sends(forum, photo=PHOTO, caption="/toon@toon_bot Hi", topic=topic)
        await bob.replies(photo, voice=b"OggS")
        await bob.sends(forum, document=PHOTO)
        await ann.sends_album(group, [PHOTO, PHOTO], "/toon two of me")
        await ann.forwards(photo, group)
        await ann.edits(photo, "/toon Ho")
        keys = {"inline_keyboard": [[{"text": "Stop", "callback_data": "stop"}]]}
        await bot("sendMessage", chat_id=forum.id, message_thread_id=topic, text="wait", reply_markup=keys)
        assert str(forum.answers[0]).endswith("wait [Stop]")
        await ann.clicks(forum.answers[0], "Stop")
        await ann.blocks()
        server.migrate(group)
        await bob.kicks_bot(forum)
        for method in ("getMe", "getWebhookInfo", "getMyCommands"):
            assert (await bot(method))["ok"]
        kinds = {kind for update in (await bot("getUpdates"))["result"] for kind in update}
        assert kinds == {"update_id", "message", "edited_message", "callback_query", "my_chat_member"}

    assert played(spec, story) == []


def test_in_privacy_mode_a_group_is_heard_only_where_the_bot_is_meant(spec: Spec) -> None:
    """Its name, an answer to it, or a bare command after it was the last bot to speak."""

    async def story(server: TelegramServer, bot: BareBot, ann: Person) -> None:
        server.world.privacy = True
        server.world.updates.waiting.clear()
        group = server.group("Friends", ann)

        async def heard(text: str) -> bool:
            before = len(server.world.updates.waiting)
            await ann.sends(group, text=text)
            return len(server.world.updates.waiting) > before

        assert not await heard("Hello everybody")
        assert not await heard("/toon Hello")
        assert not await heard("/toon@other_bot Hello")
        assert await heard("/toon@Toon_Bot Hello")
        await bot("sendMessage", chat_id=group.id, text="Hi")
        assert await heard("/toon Hello")
        await ann.replies(group.answers[0], text="nice")
        assert server.world.updates.waiting[-1]["message"]["text"] == "nice"

    assert played(spec, story) == []


def test_clicks_files_and_places_that_are_not_there(spec: Spec) -> None:
    """A click is answered once; unknown chats, threads, messages and files are refused in Telegram's words."""

    async def story(server: TelegramServer, bot: BareBot, ann: Person) -> None:
        keys = {"inline_keyboard": [[{"text": "Stop", "callback_data": "stop"}]]}
        await bot("sendMessage", chat_id=ann.id, text="wait", reply_markup=keys)
        click = await ann.clicks(ann.private.answers[0], 0)
        assert server.unanswered() == [click]
        assert (await bot("answerCallbackQuery", callback_query_id=click.id, text="ok"))["ok"]
        assert "too old" in (await bot("answerCallbackQuery", callback_query_id=click.id))["description"]
        assert (server.unanswered(), click.text) == ([], "ok")
        assert "chat not found" in (await bot("sendMessage", chat_id=5, text="x"))["description"]
        stranger = server.person("Bob")
        assert (await bot("sendMessage", chat_id=stranger.id, text="x"))["status"] == 403
        group = server.group("Friends", ann)
        assert "thread not found" in (await bot("sendMessage", chat_id=group.id, text="x", message_thread_id=9))["description"]
        missing = {"message_id": 999}
        assert "replied not found" in (await bot("sendMessage", chat_id=ann.id, text="x", reply_parameters=missing))["description"]
        missing["allow_sending_without_reply"] = True
        assert (await bot("sendMessage", chat_id=ann.id, text="x", reply_parameters=missing))["ok"]
        assert (await bot("getFile", file_id="nothing"))["status"] == 400
        large = await ann.sends(document=PHOTO, size=30_000_000)
        assert "too big" in (await bot("getFile", file_id=large.raw["document"]["file_id"]))["description"]

    assert played(spec, story) == []


def test_faults_and_limits_come_as_asked_for(spec: Spec) -> None:
    """Refused with header and parameters, done and cut off, and too much at a time."""

    async def story(server: TelegramServer, bot: BareBot, ann: Person) -> None:
        server.fails("sendMessage", 429, retry_after=7)
        answer = await bot("sendMessage", chat_id=ann.id, text="x")
        assert (answer["status"], answer["parameters"], answer["headers"]["Retry-After"]) == (429, {"retry_after": 7}, "7")
        server.befalls(Fault("sendMessage", "cut", does=True))
        with pytest.raises(aiohttp.ClientError):
            await bot("sendMessage", chat_id=ann.id, text="there")
        assert [post.text for post in ann.private.answers] == ["there"]
        server.world.limits.on = True
        refused = [(await bot("sendMessage", chat_id=ann.id, text=f"{i}"))["status"] for i in range(5)]
        assert refused == [200, 200, 200, 429, 429]

    assert played(spec, story) == []
