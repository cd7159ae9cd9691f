"""What the desk calls, again and again as after a crash."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bot.discord_app import DiscordApp
from bot.ending import delivery_of
from bot.front_end import Delivery, Gone
from tests.bot.discord_scenarios.stage import DELETE, EN, PHOTO, Stage, play
from tests.bot.discord_server import Message


async def a_delivery(stage: Stage, message: Message) -> Delivery:
    """That of a clip that is there already, as a restarted bot would find it in the journal."""
    assert stage.house is not None
    job = await stage.house.desk.job(stage.job_of(message))
    assert job is not None
    return delivery_of(job, EN, now=job.created + 100.0, buttons=True)


def app_of(stage: Stage) -> DiscordApp:
    """The front end."""
    assert stage.app is not None
    return stage.app


def test_delivering_again_edits_the_same_message(tmp_path: Path) -> None:
    """There is no second one, and no second clip in it."""

    async def scene(stage: Stage) -> None:
        message = await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
        for _ in range(2):
            await app_of(stage).deliver(await a_delivery(stage, message))
        assert stage.channel.seen_by(stage.ann) == [message]
        assert len(message.videos) == len(message.attachments) == 1

    play(tmp_path, scene)


def test_a_clip_whose_message_was_deleted_is_written_once_more_and_then_edited(tmp_path: Path) -> None:
    """However often it is delivered: where the new message lies was kept before the clip went into it."""

    async def scene(stage: Stage) -> None:
        message = await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
        delivery = await a_delivery(stage, message)
        stage.channel.messages.remove(message)
        del stage.server.messages[message.id]
        message.deleted = True
        for _ in range(3):
            await app_of(stage).deliver(delivery)
            delivery = await a_delivery(stage, message)
        (new,) = stage.channel.seen_by(stage.ann)
        assert new.video is not None
        assert len(stage.server.calls("follow up")) == 1

    play(tmp_path, scene)


def test_long_after_the_token_the_channel_gets_one_message(tmp_path: Path) -> None:
    """With the id of the job as its nonce, and nobody notified."""

    async def scene(stage: Stage) -> None:
        message = await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
        delivery = await a_delivery(stage, message)
        stage.channel.messages.remove(message)
        del stage.server.messages[message.id]
        late = dict(delivery.address) | {"created": delivery.address["created"] - 1000.0}
        for _ in range(2):
            await app_of(stage).deliver(dataclasses.replace(delivery, address=late))
        (new,) = stage.channel.seen_by(stage.ann)
        assert new.video is not None
        assert new.nonce == delivery.job.id[:25]
        assert stage.server.pinged == []
        with pytest.raises(Gone):
            await app_of(stage).deliver(dataclasses.replace(delivery, address=late | {"late": False}))

    play(tmp_path, scene)


def test_what_is_taken_back_is_not_delivered(tmp_path: Path) -> None:
    """Nothing is sent of a job that is gone, and no new message is begun where its placeholder was."""

    async def scene(stage: Stage) -> None:
        message = await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
        delivery = await a_delivery(stage, message)
        await stage.ann.clicks(message, DELETE)
        await stage.server.until(lambda: message.deleted)
        edits = len(stage.server.calls("edit answer"))
        await app_of(stage).deliver(delivery)
        assert len(stage.server.calls("edit answer")) == edits
        assert stage.channel.seen_by(stage.ann) == []

    play(tmp_path, scene)


@pytest.mark.parametrize("late", [False, True])
def test_what_is_taken_back_while_it_is_delivered_does_not_stay(tmp_path: Path, late: bool) -> None:
    """Wherever it was just put: into its placeholder, or into a new message of the channel."""

    async def scene(stage: Stage) -> None:
        message = await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
        delivery = await a_delivery(stage, message)
        assert stage.house is not None
        journal = stage.house.desk.stores.journal

        def withdrawn_just_now(_call: object) -> bool:
            journal.withdraw(delivery.job.id)
            return False

        stage.server.fails("edit message" if late else "edit answer", 500, only=withdrawn_just_now)
        address = dict(delivery.address)
        if late:
            stage.channel.messages.remove(message)
            del stage.server.messages[message.id]
            address["created"] -= 1000.0
        await app_of(stage).deliver(dataclasses.replace(delivery, address=address))
        assert stage.channel.seen_by(stage.ann) == []

    play(tmp_path, scene)


def test_a_nudge_notifies_the_asker_alone(tmp_path: Path) -> None:
    """By the token while it lives, else in the channel."""

    async def scene(stage: Stage) -> None:
        delivery = await a_delivery(stage, await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello")))
        await app_of(stage).nudge(delivery)
        assert stage.server.pinged == [str(stage.ann.id)]
        stage.server.fails("follow up", 401, code=50027)
        await app_of(stage).nudge(delivery)
        assert stage.server.pinged == [str(stage.ann.id)] * 2
        nudges = [message.content for message in stage.channel.seen_by(stage.bob)][1:]
        assert nudges == [f"<@{stage.ann.id}> {EN('desk.nudge')}"] * 2

    play(tmp_path, scene)


def test_a_nudge_that_cannot_be_given_is_no_fault(tmp_path: Path) -> None:
    """It is told to the log alone."""

    async def scene(stage: Stage) -> None:
        delivery = await a_delivery(stage, await stage.video(await stage.ann.toon(stage.channel, PHOTO, "Hello")))
        late = dict(delivery.address) | {"created": 0.0, "late": False}
        await app_of(stage).nudge(dataclasses.replace(delivery, address=late))
        assert stage.server.pinged == []

    play(tmp_path, scene)


def test_a_paused_bot_is_not_ready_and_has_no_trouble(tmp_path: Path) -> None:
    """It says that it restarts, and tells its operator nothing."""

    async def scene(stage: Stage) -> None:
        app = app_of(stage)
        assert app.health().ready
        await app.pause()
        assert not app.health().ready
        assert app.health().trouble == ""
        answer = await stage.answered(await stage.ann.toon(stage.channel, PHOTO, "Hello"))
        assert answer.content == EN("desk.busy_restarting")
        assert answer.ephemeral
        assert await stage.ann.autocompletes(stage.channel, "toon", "language", "g") == []

    play(tmp_path, scene)
