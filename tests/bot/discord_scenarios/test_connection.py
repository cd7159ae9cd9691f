"""The gateway comes and goes: nothing that people asked for is lost or done twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.discord_app import DiscordApp
from bot.tokens import Secret
from tests.bot.discord_scenarios.stage import PHOTO, Stage, play, rehearse
from tests.bot.household import household
from toontalker.errors import SetupError

pytestmark = pytest.mark.usefixtures("specs_folder")


def test_only_what_is_needed_is_asked_for(tmp_path: Path) -> None:
    """The intent GUILDS and no other; the front end says that it is well."""

    async def scene(stage: Stage) -> None:
        assert [asked["intents"] for asked in stage.server.gateway.identified] == [1]
        assert stage.app is not None
        assert stage.app.health().ready

    play(tmp_path, scene)


def test_a_dropped_connection_is_resumed(tmp_path: Path) -> None:
    """What was asked meanwhile is answered, although the first connection never heard of it; the clip of before arrives too."""

    async def scene(stage: Stage) -> None:
        before = await stage.ann.toon(stage.channel, PHOTO, "!slow0.5 Hello")
        await stage.answered(before)
        await stage.server.gateway.drop()
        missed = await stage.bob.toon(stage.channel, PHOTO, "Hello")
        assert not missed.delivered
        await stage.video(missed)
        await stage.video(before)
        assert (stage.server.gateway.resumed, len(stage.server.gateway.identified)) == (1, 1)

    play(tmp_path, scene)


def test_discord_asks_to_reconnect(tmp_path: Path) -> None:
    """op 7: the session is resumed."""

    async def scene(stage: Stage) -> None:
        await stage.server.gateway.tell(7)
        await stage.server.until(lambda: stage.server.gateway.resumed)
        await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))

    play(tmp_path, scene)


def test_a_session_that_has_ended(tmp_path: Path) -> None:
    """op 9: a new one is begun, and the clip that was in the making arrives."""

    async def scene(stage: Stage) -> None:
        before = await stage.ann.toon(stage.channel, PHOTO, "!slow0.5 Hello")
        await stage.answered(before)
        await stage.server.gateway.tell(9, False)
        await stage.video(before)
        await stage.server.until(lambda: len(stage.server.gateway.identified) == 2, 20.0)
        await stage.server.online()
        await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))

    play(tmp_path, scene)


@pytest.mark.parametrize("code", [1001, 4000, 4009])
def test_the_connection_is_closed_with_a_code(tmp_path: Path, code: int) -> None:
    """It is made again."""

    async def scene(stage: Stage) -> None:
        await stage.server.gateway.drop(code)
        await stage.server.until(lambda: stage.server.gateway.resumed or len(stage.server.gateway.identified) == 2, 20.0)
        await stage.server.online()
        await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))

    play(tmp_path, scene)


def test_the_same_event_twice(tmp_path: Path) -> None:
    """An interaction that is told again is answered once and made once."""

    async def scene(stage: Stage) -> None:
        interaction = await stage.ann.toon(stage.channel, PHOTO, "!slow0.3 Hello")
        await stage.server.gateway.repeat_last("INTERACTION_CREATE")
        message = await stage.video(interaction)
        await stage.server.gateway.repeat_last("INTERACTION_CREATE")
        await stage.video(await stage.bob.toon(stage.channel, PHOTO, "Hello"))
        assert len(message.videos) == 1
        assert len(stage.channel.seen_by(stage.bob)) == 2
        assert interaction.followups == []
        assert len(stage.server.calls("callback")) == 2

    play(tmp_path, scene)


def test_several_connections(tmp_path: Path) -> None:
    """Guilds shared out among shards, all of them served, and buttons across a restart too."""

    async def scene(stage: Stage) -> None:
        guilds = [stage.server.guild(name) for name in ("One", "Two", "Three")]
        async with stage.bot():
            assert len(stage.server.gateway.identified) == 2
            for guild in guilds:
                await stage.video(await stage.ann.toon(guild.channel("general"), PHOTO, "Hello"))
            await stage.server.gateway.drop()
            await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))

    rehearse(tmp_path, scene, shards=2, discord={"sharded": True})


def test_heartbeats(tmp_path: Path) -> None:
    """One at once, and then as often as the gateway said."""

    async def scene(stage: Stage) -> None:
        await stage.server.gateway.tell(7)
        stage.server.gateway.heartbeat = 0.2
        await stage.server.gateway.drop()
        await stage.server.until(lambda: stage.server.gateway.heartbeats >= 4)
        assert stage.app is not None
        assert (stage.app.health().latency or 1.0) < 1.0

    play(tmp_path, scene)


def test_a_wrong_token_is_for_the_operator(tmp_path: Path) -> None:
    """The start ends with a sentence that says where to get a new one; the token is not in it."""

    async def scene(stage: Stage) -> None:
        reach = {"api_url": stage.server.api_url, "gateway_url": stage.server.gateway_url}
        async with household(tmp_path, sections={"discord": reach}) as house:
            app = DiscordApp(house.desk, house.desk.settings.discord, Secret("wrong.token.altogether"), house.metrics)
            with pytest.raises(SetupError, match="Developer Portal") as told:
                await app.start()
            await app.stop()
            assert "altogether" not in str(told.value)

    rehearse(tmp_path, scene)


def test_discord_is_away_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot starts all the same, and serves once Discord is there."""
    monkeypatch.setattr("bot.discord_app.connection._PAUSES", (0.2, 0.2))

    async def scene(stage: Stage) -> None:
        stage.server.fails("me", times=2)
        async with stage.bot():
            await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))

    rehearse(tmp_path, scene)
