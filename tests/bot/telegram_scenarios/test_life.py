"""Telegram, end to end: commands, menus, webhook, nudges, round videos, and the real cartoon."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from pathlib import Path

import aiohttp
import pytest

from tests.bot.household import REAL
from tests.bot.maker import PHOTO
from tests.bot.telegram_scenarios.playhouse import scenario
from tests.bot.telegram_scenarios.stage import WEBHOOK_SECRET, Plan, Stage, answer, bot, replies_to, tidy
from tests.bot.telegram_server.server import TelegramServer
from toontalker.errors import SetupError


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


PUBLIC = "https://toon.example.org/telegram"
"""What Telegram calls; a proxy in between passes it on."""


@scenario()
async def test_help_privacy_forget_and_the_rest_are_answered_in_the_language_of_the_app(stage: Stage) -> None:
    """English and German; each says something of its own, in its topic and as an answer."""
    told: dict[str, list[str]] = {}
    for locale in ("en", "de"):
        person = stage.server.person("Kim", locale)
        for command in ("/start", "/help", "/privacy", "/forget", "/styles", "/about", "/stats"):
            said = await stage.answer(await person.sends(text=command), "text")
            told.setdefault(command, []).append(said.text)
            assert "{" not in said.text
    assert all(english != german for english, german in told.values())
    assert "/toon male" in told["/help"][0]
    assert "24 hours" in told["/privacy"][0]
    assert "24 Stunden" in told["/privacy"][1]


@scenario()
async def test_a_clip_and_a_refusal_speak_the_language_of_the_app(stage: Stage) -> None:
    """A person whose app has no language, or one that the bot does not speak, gets English."""
    for locale, word in (("de", "KI"), ("en", "AI-made"), ("", "AI-made"), ("tlh", "AI-made")):
        person = stage.server.person("Kim", locale)
        _, clip = await stage.clip(person)
        assert word in clip.text
        assert "Kim" in clip.text


@scenario()
async def test_the_menus_are_set_for_groups_and_people_in_every_language(stage: Stage) -> None:
    """The first command is /toon; a group's menu is shorter."""
    menus = stage.server.world.commands
    await stage.server.until(lambda: ("all_group_chats", 0, "de") in menus)
    private, group = menus["all_private_chats", 0, ""], menus["all_group_chats", 0, ""]
    assert private[0]["command"] == group[0]["command"] == "toon"
    assert {"privacy", "forget", "help"} <= {entry["command"] for entry in group} < {entry["command"] for entry in private}
    assert menus["all_private_chats", 0, "de"][0]["description"] != private[0]["description"]


@scenario()
async def test_words_of_people_are_never_markup_nor_mentions(stage: Stage) -> None:
    """A name full of signs arrives as it is, with nothing that an app would make a link or mention of."""
    ann = stage.server.person("<b>@admin</b> *x* /start t.me/x")
    group = stage.server.group("Friends", ann)
    _, clip = await stage.clip(ann, group, "<script>@everyone</script> [a](http://b)")
    assert "@admin" not in clip.text
    assert "t.me/" not in clip.text
    assert "/start" not in clip.text
    assert "caption_entities" not in clip.raw


@scenario()
async def test_after_a_wait_of_over_a_minute_the_person_is_called(stage: Stage) -> None:
    """An edit notifies nobody, so one line does; once, and in answer to the request. After a short wait there is none."""
    ann = stage.server.person("Ann")
    asked, clip = await stage.clip(ann)
    await stage.quiet()
    assert replies_to(asked) == [clip]
    slow = await ann.sends(photo=PHOTO, caption="/toon !slow0.8")
    await stage.answer(slow, "text")
    with sqlite3.connect(stage.folder / "journal.db", timeout=10) as journal:
        journal.execute("UPDATE job SET created = created - 90 WHERE told_at IS NULL")
    journal.close()
    clip = await stage.answer(slow)
    nudge = await stage.answer(slow, "text")
    await stage.quiet()
    assert replies_to(slow) == [clip, nudge]
    assert nudge.text == "🎬 Your clip is ready!"
    assert not nudge.silent


@scenario(Plan({"telegram": {"round_video": True}}))
async def test_a_round_video_comes_as_well_where_the_operator_wants_it(stage: Stage) -> None:
    """After the clip, once, and in answer to it."""
    ann = stage.server.person("Ann")
    _, clip = await stage.clip(ann)
    note = await stage.answer(clip, "video_note")
    await stage.quiet()
    assert ann.private.answers == [clip, note]


def webhook_plan(port: int) -> Plan:
    """A bot that is called instead of asking."""
    return Plan({"telegram": {"webhook_url": PUBLIC, "webhook_port": port}}, webhook_secret=WEBHOOK_SECRET)


def test_by_webhook_clips_are_made_as_by_polling(tmp_path: Path, specs_folder: Path) -> None:
    """Telegram proves itself by the secret; who does not is refused, and nothing comes of it."""

    async def story() -> None:
        port = free_port()
        async with TelegramServer() as server:
            server.world.updates.proxies["https://toon.example.org"] = f"http://127.0.0.1:{port}"
            ann = server.person("Ann")
            async with bot(server, tmp_path, webhook_plan(port)):
                asked = await ann.sends(photo=PHOTO, caption="/toon Hello")
                update = server.world.updates.waiting[-1]
                clip = await answer(server, asked)
                async with aiohttp.ClientSession() as session:
                    for secret, status in (("wrong", 403), ("", 403), (WEBHOOK_SECRET, 200)):
                        forged = {"update_id": 1, "message": update["message"] | {"message_id": 900 if status == 403 else asked.id}}
                        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
                        async with session.post(f"http://127.0.0.1:{port}/telegram", json=forged, headers=headers) as reply:
                            assert reply.status == status
                await answer(server, await ann.sends(photo=PHOTO, caption="/toon me too"))
                assert replies_to(asked) == [clip]
                assert server.world.updates.polls == 0
                assert set(server.world.updates.pushed) == {200}
                assert len(ann.private.answers) == 2
            await tidy(server)

    asyncio.run(story())


def test_what_comes_while_the_webhook_is_down_comes_again(tmp_path: Path, specs_folder: Path) -> None:
    """Telegram calls until the bot has written the update down."""

    async def story() -> None:
        port = free_port()
        async with TelegramServer() as server:
            server.world.updates.proxies["https://toon.example.org"] = f"http://127.0.0.1:{port}"
            ann = server.person("Ann")
            async with bot(server, tmp_path, webhook_plan(port)):
                await answer(server, await ann.sends(photo=PHOTO, caption="/toon Hello"))
            asked = await ann.sends(photo=PHOTO, caption="/toon anybody home?")
            await server.until(lambda: 0 in server.world.updates.pushed)
            async with bot(server, tmp_path, webhook_plan(port)):
                await answer(server, asked)
            await tidy(server)

    asyncio.run(story())


@scenario()
async def test_a_second_program_with_the_same_token_is_reported_and_survived(stage: Stage) -> None:
    """The other one takes a poll away; the bot says so in its health and goes on."""
    ann = stage.server.person("Ann")
    await stage.server.until(lambda: stage.server.world.updates.polls >= 2)
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{stage.server.base_url}/bot{stage.server.token}/getUpdates", data={"timeout": "0"}) as reply,
    ):
        assert reply.status == 200
    await stage.server.until(lambda: stage.bot.app.health().trouble)
    assert "only once for each token" in stage.bot.app.health().trouble
    await stage.clip(ann)
    assert stage.bot.app.health().trouble == ""


def test_a_bot_that_starts_before_telegram_can_be_reached_goes_on_trying(tmp_path: Path, specs_folder: Path) -> None:
    """A machine that boots without network yet: its health says so, and once there is one, all is well."""

    async def story() -> None:
        server = TelegramServer(port=free_port())
        async with bot(server, tmp_path) as running:
            assert running.app.health().trouble == "Telegram cannot be reached."
            async with server:
                ann = server.person("Ann")
                await answer(server, await ann.sends(photo=PHOTO, caption="/toon Hello"))
                assert running.app.health().ready
                await tidy(server)
                await running.app.stop()

    asyncio.run(story())


def test_a_wrong_token_is_said_in_one_sentence_without_the_token(tmp_path: Path, specs_folder: Path) -> None:
    """The operator has to mend it, so the bot does not start."""

    class Forgetful(TelegramServer):
        token = "1:AAforgottenFORGOTTENforgottenFORGOTTEN0"  # noqa: S105 - opens nothing

    async def story() -> None:
        async with TelegramServer() as server:
            forgetful = Forgetful()
            forgetful.base_url = server.base_url
            with pytest.raises(SetupError) as caught:
                async with bot(forgetful, tmp_path):
                    pass
            assert "@BotFather" in str(caught.value)
            assert "forgotten" not in str(caught.value)

    asyncio.run(story())


@pytest.mark.slow
def test_the_real_cartoon_reaches_the_chat(tmp_path: Path, specs_folder: Path, portrait_file: Path) -> None:
    """The whole way with nothing stood in for: photo in, an mp4 with a poster out, through the real worker."""

    async def story() -> None:
        async with TelegramServer() as server, bot(server, tmp_path, Plan(opener=REAL)):
            ann = server.person("Ann")
            group = server.group("Friends", ann)
            asked = await ann.sends(group, photo=portrait_file.read_bytes(), caption="/toon female Hello, my friends!")
            clip = await answer(server, asked, seconds=120.0)
            assert clip.raw["video"]["duration"] >= 1
            assert clip.raw["video"]["file_size"] > 20_000
            await server.settled()
            await tidy(server)

    asyncio.run(story())
