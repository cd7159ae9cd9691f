"""The loopback Discord behaves as Discord does."""

from __future__ import annotations

import aiohttp
import pytest

from tests.bot.discord_server import Channel, DiscordServer, Person
from tests.bot.discord_server.bare_bot import COMMANDS, JPEG, NOBODY, BareBot
from tests.bot.discord_server.play import play

pytestmark = pytest.mark.usefixtures("specs_folder")


def test_an_interaction_is_answered_once_and_in_time() -> None:
    """A second callback is 40060, a late one 10062, one of the wrong kind a deviation; an edit after a quarter of an hour 50027."""

    async def act(server: DiscordServer, bot: BareBot, ann: Person, channel: Channel) -> None:
        first, late = await ann.toon(channel, JPEG), await ann.toon(channel, JPEG)
        assert (await bot.edits(first, {"content": "x", "allowed_mentions": NOBODY}))[1]["code"] == 10015
        status, answer = await bot.answers(first, 5)
        assert (status, answer["interaction"]["id"]) == (200, str(first.id))
        assert first.answer is not None
        assert first.answer.loading
        assert (await bot.answers(first, 5))[1]["code"] == 40060
        server.clock.skip(3.5)
        assert (await bot.answers(late, 5))[1]["code"] == 10062
        assert (await bot.edits(first, {"content": "x", "allowed_mentions": NOBODY}))[0] == 200
        server.clock.skip(900)
        status, answer = await bot.edits(first, {"content": "y", "allowed_mentions": NOBODY})
        assert (status, answer["code"], first.answer.content) == (401, 50027, "x")
        assert server.deviations == []
        assert (await bot.answers(await ann.toon(channel, JPEG), 7))[0] == 400
        assert server.deviations != []

    play(act)


def test_an_ephemeral_answer_is_seen_by_its_person_alone() -> None:
    """Nobody else reads it, and it stays so after edits."""

    async def act(server: DiscordServer, bot: BareBot, ann: Person, channel: Channel) -> None:
        bob = server.person("Bob")
        interaction = await ann.toon(channel, JPEG)
        await bot.answers(interaction, 5, {"flags": 64})
        await bot.edits(interaction, {"content": "Psst", "allowed_mentions": NOBODY})
        assert channel.text_for(ann) == "Toon-Talker: Psst (only you can see this)"
        assert channel.text_for(bob) == ""

    play(act)


def test_a_nonce_makes_two_messages_one() -> None:
    """The same nonce again gives the message that is there already; none at all is a deviation."""

    async def act(server: DiscordServer, bot: BareBot, ann: Person, channel: Channel) -> None:
        body = {"content": "Hi", "allowed_mentions": NOBODY, "nonce": "1", "enforce_nonce": True}
        sent = [await bot.call("POST", f"/channels/{channel.id}/messages", body) for _ in range(2)]
        assert sent[0] == sent[1]
        assert len(channel.messages) == 1
        server.clock.skip(200)  # Discord forgets it after a few minutes
        assert (await bot.call("POST", f"/channels/{channel.id}/messages", body)) != sent[0]
        assert server.deviations == []
        await bot.call("POST", f"/channels/{channel.id}/messages", {"content": "Hi", "allowed_mentions": NOBODY})
        assert server.deviations == ["send: a message without an enforced nonce"]

    play(act)


def test_a_lost_connection_is_resumed_with_what_was_missed() -> None:
    """What happened meanwhile comes under its number, then RESUMED; an unknown session is told to begin anew."""

    async def act(server: DiscordServer, bot: BareBot, ann: Person, channel: Channel) -> None:
        session = server.gateway.sessions[0]
        seq = session.seq
        await server.gateway.drop()
        missed = await ann.toon(channel, JPEG)
        assert not missed.delivered
        await bot.connect()
        await bot.send(6, {"token": server.token, "session_id": session.id, "seq": seq})
        events = [await bot.receive(), await bot.receive()]
        assert [(event["t"], event["s"]) for event in events] == [("INTERACTION_CREATE", seq + 1), ("RESUMED", seq + 2)]
        assert events[0]["d"]["id"] == str(missed.id)
        await bot.connect()
        await bot.send(6, {"token": server.token, "session_id": "another", "seq": 1})
        assert await bot.receive() == {"op": 9, "d": False, "s": None, "t": None}
        assert server.deviations == []

    play(act)


@pytest.mark.parametrize(("token", "intents", "code"), [("wrong", 1, 4004), (None, 1 | 1 << 15, 4014)])
def test_the_gateway_turns_away(token: str | None, intents: int, code: int) -> None:
    """A wrong token, and intents that need a review."""

    async def act(server: DiscordServer, bot: BareBot, ann: Person, channel: Channel) -> None:
        await bot.connect()
        properties = {"os": "linux", "browser": "bare", "device": "bare"}
        await bot.send(2, {"token": token or server.token, "properties": properties, "intents": intents})
        await bot.socket.receive(timeout=5.0)
        assert bot.socket.close_code == code

    play(act)


def test_heartbeats_are_answered() -> None:
    """op 11 for each op 1."""

    async def act(server: DiscordServer, bot: BareBot, ann: Person, channel: Channel) -> None:
        await bot.send(1, None)
        assert (await bot.receive())["op"] == 11
        assert server.gateway.heartbeats == 1

    play(act)


def test_faults_come_as_scripted() -> None:
    """A 429 with what discord.py looks for, a 404 with its code, a reset that was done first, and then all is well again."""

    async def act(server: DiscordServer, bot: BareBot, ann: Person, channel: Channel) -> None:
        interaction = await ann.toon(channel, JPEG)
        await bot.answers(interaction, 5)
        server.fails("edit answer", 429, retry_after=0.5)
        server.fails("edit answer", 404, code=10008)
        server.fails("edit answer", done_first=True)
        body = {"content": "Hi", "allowed_mentions": NOBODY}
        status, answer = await bot.edits(interaction, body)
        assert (status, answer["retry_after"]) == (429, 0.5)
        assert (await bot.edits(interaction, body))[1]["code"] == 10008
        assert interaction.answer is not None
        assert interaction.answer.loading
        with pytest.raises(aiohttp.ClientError):
            await bot.edits(interaction, body)
        assert interaction.answer.content == "Hi"
        assert (await bot.edits(interaction, body))[0] == 200
        assert [call.status for call in server.calls("edit answer")] == [429, 404, 0, 200]

    play(act)


def test_files_are_fetched_by_their_signed_address_and_without_a_token() -> None:
    """A changed signature finds nothing, and so does an address of yesterday; the token of the bot has no business there."""

    async def act(server: DiscordServer, bot: BareBot, ann: Person, channel: Channel) -> None:
        url = ann.posts(channel, photo=JPEG).attachments[0].url
        async with bot.http.get(url) as answer:
            assert (await answer.read(), answer.content_type) == (JPEG, "image/jpeg")
        async with bot.http.get(url[:-1]) as answer:
            assert answer.status == 404
        async with bot.http.get(url, headers={"Authorization": f"Bot {server.token}"}):
            assert server.deviations == ["cdn: a download with the token of the bot"]
        server.fails("cdn", redirect="http://127.0.0.1:1/")
        async with bot.http.get(url, allow_redirects=False) as answer:
            assert answer.status == 302
        server.clock.skip(90_000)
        async with bot.http.get(url) as answer:
            assert answer.status == 404

    play(act)


def test_the_bot_is_a_stranger_where_only_a_person_brought_it() -> None:
    """It answers there by the token, and cannot write into the channel."""

    async def act(server: DiscordServer, bot: BareBot, ann: Person, channel: Channel) -> None:
        quiet = server.guild("Quiet", bot_in=False, external_apps=False).channel("general")
        interaction = await ann.toon(quiet, JPEG)
        assert interaction.payload["authorizing_integration_owners"] == {"1": str(ann.id)}
        await bot.answers(interaction, 5)
        assert interaction.answer is not None
        assert interaction.answer.ephemeral  # that guild lets no such app speak aloud
        body = {"content": "Hi", "allowed_mentions": NOBODY, "nonce": "1", "enforce_nonce": True}
        assert (await bot.call("POST", f"/channels/{quiet.id}/messages", body))[1]["code"] == 50001
        assert server.deviations == []

    play(act)


def test_commands_are_kept_as_discord_keeps_them() -> None:
    """With ids, without nulls, and with their languages only where these are asked for; names and lengths are checked."""

    async def act(server: DiscordServer, bot: BareBot, ann: Person, channel: Channel) -> None:
        path = f"/applications/{server.application_id}/commands"
        plain, localized = (await bot.call("GET", path))[1], (await bot.call("GET", f"{path}?with_localizations=true"))[1]
        assert [command["name"] for command in plain] == ["toon", "Toon this"]
        assert "description_localizations" not in plain[0]
        assert localized[0]["description_localizations"] == {"de": "Lässt ein Foto sprechen"}
        assert server.deviations == []
        await bot.call("PUT", path, [COMMANDS[0] | {"name": "Toon"}, COMMANDS[1] | {"description": "x"}])
        assert len(server.deviations) == 2

    play(act)


def test_a_call_without_the_token_or_to_nowhere_is_refused() -> None:
    """401 for a stranger; 404 and a deviation for a route that Discord does not have."""

    async def act(server: DiscordServer, bot: BareBot, ann: Person, channel: Channel) -> None:
        async with bot.http.get(f"{server.api_url}/users/@me") as answer:
            assert answer.status == 401
        assert (await bot.call("GET", "/users/@me"))[0] == 200
        assert (await bot.call("GET", "/oauth2/applications/@me"))[0] == 200
        assert server.deviations == []
        assert (await bot.call("GET", "/users/@you/friends"))[0] == 404
        assert server.deviations == ["rest: GET /users/@you/friends"]

    play(act)
