"""The loopback Discord finds whatever is wrong with what the bot sends, and with what it sends itself."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.bot.discord_server import Channel, DiscordServer, Person
from tests.bot.discord_server.bare_bot import JPEG, MODAL, MP4, NOBODY, BareBot, row
from tests.bot.discord_server.play import play
from tests.bot.discord_server.tables import read_tables

pytestmark = pytest.mark.usefixtures("specs_folder")


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "misspelt": ({"contnt": "Hello", "allowed_mentions": NOBODY}, "contnt"),
    "misspelt inside": ({"content": "Hi", "allowed_mentions": {"prase": []}}, "prase"),
    "misspelt button": ({"components": [{"type": 1, "components": [{"type": 2, "style": 2, "lable": "x", "custom_id": "x"}]}]}, "lable"),
    "wrong type": ({"content": 5, "allowed_mentions": NOBODY}, "content"),
    "too long": ({"content": "x" * 2001, "allowed_mentions": NOBODY}, "maxLength 2000"),
    "long id": ({"components": [row("x" * 101)]}, "maxLength 100"),
    "six in a row": ({"components": [row(*"abcdef")]}, "maxItems 5"),
    "six rows": ({"components": [row(one) for one in "abcdef"]}, "6 rows"),
    "same id": ({"components": [row("a", "a")]}, "custom_id twice"),
    "no mentions said": ({"content": "Hi"}, "without allowed_mentions"),
    "everybody": ({"content": "Hi", "allowed_mentions": {"parse": ["everyone"]}}, "parse"),
    "a stranger": ({"content": "Hi", "allowed_mentions": {"users": ["1"]}}, "notified"),
    "file missing": ({"attachments": [{"id": 0, "filename": "toon.mp4", "description": "x"}]}, "files[0] is missing"),
    "flags": ({"content": "Hi", "allowed_mentions": NOBODY, "flags": 1 << 15}, "content in a message of components"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_an_edit_is_found(name: str) -> None:
    """A misspelt key at any depth, a wrong type, a limit of Discord's, a missing file, a mention: each is a deviation."""

    async def act(server: DiscordServer, bot: BareBot, ann: Person, channel: Channel) -> None:
        interaction = await ann.toon(channel, JPEG)
        await bot.answers(interaction, 5)
        body, told = WRONG[name]
        await bot.edits(interaction, {"content": "before", "allowed_mentions": NOBODY})
        assert server.deviations == []
        await bot.edits(interaction, body)
        assert any(told in deviation for deviation in server.deviations), server.deviations

    play(act)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"files[0]": ("toon.mp4", b"no video at all")}, "does not begin like one"),
        ({"files[0]": ("toon.mp4", MP4), "files[1]": ("more.mp4", MP4)}, "files[1] is told of nowhere"),
        ({"files[0]": ("toon.exe", MP4)}, "a file called toon.exe"),
        ({"files[0]": ("toon.mp4", MP4), "picture": ("a.jpg", JPEG)}, "'picture'"),
        ({"files[0]": ("toon.mp4", MP4 + bytes(2000))}, "over the limit"),
    ],
)
def test_what_is_wrong_with_files_is_found(files: dict[str, tuple[str, bytes]], told: str) -> None:
    """A file that is not what its name says, that the message does not tell of, or that is too large there, is a deviation."""

    async def act(server: DiscordServer, bot: BareBot, ann: Person, channel: Channel) -> None:
        interaction = await ann.toon(server.guild("Small", upload_limit=2000).channel("general"), JPEG)
        await bot.answers(interaction, 5)
        body = {"attachments": [{"id": 0, "filename": "toon.mp4", "description": "x"}]}
        await bot.edits(interaction, body, files)
        assert any(told in deviation for deviation in server.deviations), server.deviations

    play(act)


def test_a_video_without_alt_text_is_found() -> None:
    """Those who cannot see or hear it are told what it is."""

    async def act(server: DiscordServer, bot: BareBot, ann: Person, channel: Channel) -> None:
        interaction = await ann.toon(channel, JPEG)
        await bot.answers(interaction, 5)
        body = {"attachments": [{"id": 0, "filename": "toon.mp4"}], "allowed_mentions": NOBODY}
        await bot.edits(interaction, body, {"files[0]": ("toon.mp4", MP4)})
        assert server.deviations == ["edit answer: toon.mp4 without alt text"]

    play(act)


def test_everything_that_people_do_fits_the_tables() -> None:
    """Commands, menus, clicks, choices, forms and autocomplete, in guilds, DMs, groups and where the bot is no member: no deviation."""

    async def act(server: DiscordServer, bot: BareBot, ann: Person, channel: Channel) -> None:
        elsewhere = server.guild("Strangers", bot_in=False).channel("general")
        for place in (channel, ann.dm(), server.group("Us", ann, server.person("Bob")), elsewhere):
            command = await ann.toon(place, JPEG, "Hallo")
            await bot.answers(command, 5)
            await bot.puts_video(command, MP4 + str(place.id).encode(), f"again {place.id}")
            assert command.answer is not None
            click = await ann.clicks(command.answer, f"again {place.id}")
            await bot.answers(click, 9, MODAL)
            submitted = await ann.submits(click, text="Servus", photo=JPEG, voice="male")
            assert (await bot.answers(submitted, 4, {"content": "Hi", "flags": 64, "allowed_mentions": NOBODY}))[0] == 200
            menu = {"type": 3, "custom_id": f"style {place.id}", "options": [{"label": "Ink", "value": "ink"}]}
            await bot.edits(command, {"components": [{"type": 1, "components": [menu]}]})
            chosen = await ann.selects(command.answer, "Ink")
            assert (await bot.answers(chosen, 6))[0] == 200
            for gallery in (False, True):
                asked = await ann.opens_menu(ann.posts(place, photo=JPEG, gallery=gallery))
                assert (await bot.answers(asked, 4, {"content": "Hi", "allowed_mentions": NOBODY}))[0] == 200
            typing = asyncio.create_task(ann.autocompletes(place, "toon", "language", "ger"))
            while (event := await bot.receive())["d"]["type"] != 4:
                pass
            interaction = server.interactions[event["d"]["token"]]
            await bot.answers(interaction, 8, {"choices": [{"name": "German", "value": "de"}]})
            assert await typing == ["German"]
        assert server.deviations == []
        assert server.repeated_videos == []

    play(act)


def test_the_tables_find_what_does_not_fit() -> None:
    """A missing key, a null, a number for a snowflake, a key that no table has: each is found."""

    async def act(server: DiscordServer, bot: BareBot, ann: Person, channel: Channel) -> None:
        event = (await ann.toon(channel, JPEG)).payload
        tables = read_tables()
        assert tables.event_problems("INTERACTION_CREATE", event) == []
        changes: list[Callable[[dict[str, Any]], Any]] = [
            lambda one: one.pop("token"),
            lambda one: one.update(id=5),
            lambda one: one.update(locale=None),
            lambda one: one.update(lcoale="de"),
            lambda one: one["member"].pop("roles"),
            lambda one: one["member"]["user"].update(username=5),
            lambda one: one["data"].pop("name"),
            lambda one: next(iter(one["data"]["resolved"]["attachments"].values())).pop("size"),
            lambda one: one["data"]["options"][0].update(type="11"),
        ]
        for change in changes:
            broken = copy.deepcopy(event)
            change(broken)
            assert len(tables.event_problems("INTERACTION_CREATE", broken)) == 1

    play(act)


def test_who_is_notified_is_known() -> None:
    """Without allowed_mentions a channel message notifies everybody whom it names; with an empty one nobody."""

    async def act(server: DiscordServer, bot: BareBot, ann: Person, channel: Channel) -> None:
        for allowed in ({}, {"allowed_mentions": NOBODY}, {"allowed_mentions": {"users": [str(ann.id)]}}):
            body = {"content": f"<@{ann.id}> @everyone", "nonce": str(allowed)[:25], "enforce_nonce": True} | allowed
            await bot.call("POST", f"/channels/{channel.id}/messages", body)
        assert [message.pinged for message in channel.messages] == [[str(ann.id), "everyone"], [], [str(ann.id)]]
        assert len(server.deviations) == 2  # the first says nothing of mentions, and Ann has asked for nothing yet

    play(act)


def test_the_same_video_in_two_messages_is_found() -> None:
    """By its bytes, or by what the buttons below it send; an edit that is repeated is none."""

    async def act(server: DiscordServer, bot: BareBot, ann: Person, channel: Channel) -> None:
        asked = [await ann.toon(channel, JPEG) for _ in range(3)]
        for interaction in asked:
            await bot.answers(interaction, 5)
        await bot.puts_video(asked[0], MP4 + b"1", "one")
        await bot.puts_video(asked[0], MP4 + b"1", "one")
        await bot.puts_video(asked[1], MP4 + b"2", "two")
        assert server.repeated_videos == []
        await bot.puts_video(asked[2], MP4 + b"2", "one")
        assert len(server.repeated_videos) == 2

    play(act)
