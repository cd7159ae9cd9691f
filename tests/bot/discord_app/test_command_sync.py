"""Telling Discord our commands."""

from __future__ import annotations

from pathlib import Path

from tests.bot.discord_scenarios.stage import Stage, rehearse


def test_another_choice_of_styles_is_another_command(tmp_path: Path) -> None:
    """With the style toonify as the usual one, there is one more to choose from, and Discord is told."""

    async def scene(stage: Stage) -> None:
        async with stage.bot():
            pass
        for _ in range(2):
            async with stage.bot(pipeline={"style": "toonify"}):
                await stage.server.until(lambda: len(stage.server.calls("set commands")) == 2)
        assert len(stage.server.calls("set commands")) == 2
        (toon,) = [command for command in stage.server.commands[0] if command["name"] == "toon"]
        (styles,) = [option["choices"] for option in toon["options"] if option["name"] == "style"]
        assert [choice["value"] for choice in styles] == ["sticker", "toon3d", "ink", "paint", "toonify"]

    rehearse(tmp_path, scene)


def test_trouble_with_commands_does_not_keep_the_bot_away(tmp_path: Path) -> None:
    """Those of the last time go on working."""

    async def scene(stage: Stage) -> None:
        async with stage.bot():
            pass
        stage.server.fails("set commands", 403, code=50001)
        async with stage.bot(pipeline={"style": "toonify"}):
            await stage.server.until(lambda: len(stage.server.calls("set commands")) == 2)
            await stage.answered(await stage.ann.uses(stage.channel, "about"))

    rehearse(tmp_path, scene)
