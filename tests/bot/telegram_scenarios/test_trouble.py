"""Telegram, end to end: the platform stumbles, and nobody gets two videos or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.telegram_app import Limits, transport
from tests.bot.maker import PHOTO
from tests.bot.telegram_scenarios.playhouse import Playhouse, scenario
from tests.bot.telegram_scenarios.stage import Plan, Stage, replies_to
from tests.bot.telegram_server.faults import Fault, How
from tests.bot.telegram_server.model import Post


async def only_answer(stage: Stage, asked: Post) -> Post:
    """The one message of the bot's when all is quiet; it has the clip."""
    await stage.quiet()
    (said,) = asked.chat.answers
    assert said.kind == "video"
    return said


@scenario()
async def test_a_placeholder_that_somebody_deleted_is_replaced(stage: Stage) -> None:
    """Once, and by a message that answers the request as the first one did."""
    ann = stage.server.person("Ann")
    group = stage.server.group("Friends", ann)
    asked = await ann.sends(group, photo=PHOTO, caption="/toon !slow0.5")
    placeholder = await stage.answer(asked, "text")
    await ann.deletes(placeholder)
    clip = await stage.answer(asked)
    assert clip is not placeholder
    await only_answer(stage, asked)


@scenario()
async def test_request_and_placeholder_deleted_still_gives_the_clip(stage: Stage) -> None:
    """Then it answers nothing, and stands in the chat by itself."""
    ann = stage.server.person("Ann")
    group = stage.server.group("Friends", ann)
    asked = await ann.sends(group, photo=PHOTO, caption="/toon !slow0.5")
    await ann.deletes(await stage.answer(asked, "text"))
    await ann.deletes(asked)
    await stage.server.until(lambda: any(post.kind == "video" for post in group.answers))
    await only_answer(stage, asked)


@scenario()
async def test_too_many_requests_are_waited_out_without_holding_up_other_chats(stage: Stage) -> None:
    """The edit of one chat is refused for two seconds; another chat gets its clip meanwhile."""
    ann, bob = stage.server.person("Ann"), stage.server.person("Bob")
    asked = await ann.sends(photo=PHOTO, caption="/toon Hello")
    fault = stage.server.befalls(Fault("editMessageMedia", status=429, retry_after=2, chat=ann.id))
    await stage.server.until(lambda: fault.befell)
    other, _ = await stage.clip(bob)
    assert all(post.kind != "video" for post in replies_to(asked))
    await stage.answer(asked)
    await only_answer(stage, asked)
    await only_answer(stage, other)


@pytest.mark.parametrize(
    ("method", "status"), [("sendMessage", 429), ("getFile", 500), ("download", 502), ("editMessageMedia", 502), ("getUpdates", 500)]
)
def test_a_server_error_is_tried_again(method: str, status: int, playhouse: Playhouse) -> None:
    """Whatever stumbles on the way from the message to the clip: in the end there is one clip."""

    async def story(stage: Stage) -> None:
        ann = stage.server.person("Ann")
        fault = stage.server.fails(method, status, retry_after=1 if status == 429 else 0)
        asked = await ann.sends(photo=PHOTO, caption="/toon Hello")
        await stage.answer(asked)
        await stage.server.until(lambda: fault.befell == 1)
        assert [post.kind for post in ann.private.answers].count("video") == 1

    playhouse.play(story)


@pytest.mark.parametrize(
    ("method", "how"), [("sendMessage", "cut"), ("editMessageMedia", "cut"), ("editMessageMedia", "reset"), ("getUpdates", "reset")]
)
def test_an_answer_that_never_comes_back_makes_no_second_video(method: str, how: How, playhouse: Playhouse) -> None:
    """Telegram did what it was asked for and the bot cannot know: it must neither repeat a send nor give up."""

    async def story(stage: Stage) -> None:
        ann = stage.server.person("Ann")
        fault = stage.server.befalls(Fault(method, how, does=True))
        asked = await ann.sends(photo=PHOTO, caption="/toon Hello")
        await stage.answer(asked)
        await stage.server.until(lambda: fault.befell == 1)
        await stage.quiet()
        assert [post.kind for post in ann.private.answers].count("video") == 1
        # Nobody can tell whether a placeholder arrived whose answer was lost, so one may be left over; never more.
        assert len(ann.private.answers) <= (2 if method == "sendMessage" else 1)

    playhouse.play(story)


def test_a_server_that_falls_silent_makes_no_second_video(tmp_path: Path, specs_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Placeholder and edit are carried out and never answered: after the time-out the edit is made again, which changes nothing."""
    monkeypatch.setattr(transport, "_READ", 0.5)
    monkeypatch.setattr(transport, "_UPLOAD", 0.5)

    async def story(stage: Stage) -> None:
        ann = stage.server.person("Ann")
        for method in ("sendMessage", "editMessageMedia"):
            stage.server.befalls(Fault(method, "silence", does=True))
        asked = await ann.sends(photo=PHOTO, caption="/toon Hello")
        await stage.answer(asked)
        await stage.quiet()
        assert [post.kind for post in ann.private.answers].count("video") == 1
        assert len(stage.server.calls("editMessageMedia")) == 2

    house = Playhouse(tmp_path)
    house.play(story)
    house.close()


@scenario()
async def test_an_edit_that_telegram_refuses_is_sent_once_instead(stage: Stage) -> None:
    """The fall-back: a video of its own; the placeholder goes."""
    ann = stage.server.person("Ann")
    group = stage.server.group("Friends", ann)
    stage.server.fails("editMessageMedia", 400, "Bad Request: message can't be edited")
    asked = await ann.sends(group, photo=PHOTO, caption="/toon Hello")
    clip = await stage.answer(asked)
    assert clip.buttons
    await only_answer(stage, asked)
    assert len(stage.server.calls("sendVideo")) == 1


@scenario()
async def test_a_sent_video_whose_answer_was_lost_is_not_sent_again(stage: Stage) -> None:
    """It may be there: the placeholder says so and offers Again."""
    ann = stage.server.person("Ann")
    group = stage.server.group("Friends", ann)
    stage.server.fails("editMessageMedia", 400, "Bad Request: message can't be edited")
    stage.server.befalls(Fault("sendVideo", "cut", does=True))
    asked = await ann.sends(group, photo=PHOTO, caption="/toon Hello")
    await stage.quiet()
    said, clip = group.answers
    assert clip.kind == "video"
    assert said.text.startswith("🤔 I was interrupted just when I sent your clip.")
    assert said.buttons == ["🔁 Again"]
    assert replies_to(asked) == [said, clip]


@scenario()
async def test_a_clip_that_is_too_large_for_telegram_is_said_to_be(stage: Stage) -> None:
    """413 stays 413: no second try, a sentence instead."""
    ann = stage.server.person("Ann")
    fault = stage.server.fails("editMessageMedia", 413, times=9)
    asked = await ann.sends(photo=PHOTO, caption="/toon Hello")
    await stage.quiet()
    (said,) = replies_to(asked)
    assert said.text == "🐘 Your clip turned out too big for Telegram. A shorter text will do."
    assert fault.befell == 1
    stage.server.world.faults.waiting.clear()


@scenario()
async def test_a_chat_that_allows_no_videos_hears_why_there_is_none(stage: Stage) -> None:
    """An administrator can change that, and is told what."""
    ann = stage.server.person("Ann")
    group = stage.server.group("Friends", ann)
    stage.server.fails("editMessageMedia", 400, "Bad Request: not enough rights to send videos to the chat")
    asked = await ann.sends(group, photo=PHOTO, caption="/toon Hello")
    await stage.quiet()
    (said,) = replies_to(asked)
    assert said.text.startswith("🚧 Your clip is ready, but I may not send videos in this chat.")


@scenario()
async def test_thrown_out_of_a_group_the_bot_says_nothing_more_there(stage: Stage) -> None:
    """The job ends quietly, and other chats go on."""
    ann, bob = stage.server.person("Ann"), stage.server.person("Bob")
    group = stage.server.group("Friends", ann)
    asked = await ann.sends(group, photo=PHOTO, caption="/toon !slow0.6")
    await stage.answer(asked, "text")
    await ann.kicks_bot(group)
    await stage.quiet()
    assert all(post.kind == "text" for post in group.answers)
    await stage.clip(bob)


@scenario()
async def test_blocked_by_a_person_the_bot_says_nothing_more(stage: Stage) -> None:
    """As in a group that threw it out."""
    ann = stage.server.person("Ann")
    asked = await ann.sends(photo=PHOTO, caption="/toon !slow0.6")
    await stage.answer(asked, "text")
    await ann.blocks()
    await stage.quiet()
    assert len(ann.private.answers) == 1


@scenario()
async def test_a_group_that_becomes_a_supergroup_gets_its_clip_there(stage: Stage) -> None:
    """Between request and clip the chat got another number, and its old messages cannot be answered."""
    ann = stage.server.person("Ann")
    group = stage.server.group("Friends", ann, basic=True)
    asked = await ann.sends(group, photo=PHOTO, caption="/toon !slow0.6")
    await stage.answer(asked, "text")
    moved = stage.server.migrate(group)
    await stage.server.until(lambda: any(post.kind == "video" for post in moved.answers))
    await stage.quiet()
    assert len(moved.answers) == 1
    await stage.clip(ann, moved)


@scenario(Plan(limits=Limits()))
async def test_the_limits_of_telegram_are_kept_by_the_bot_itself(stage: Stage) -> None:
    """Several requests at once in one chat: slower, but with hardly a refusal, and every one gets its clip."""
    ann = stage.server.person("Ann")
    stage.server.world.limits.on = True
    asked = [await ann.sends(photo=PHOTO, caption=f"/toon number {number}") for number in range(3)]
    for post in asked:
        await stage.answer(post, seconds=30.0)
    assert [call.method for call in stage.server.world.calls if call.status == 429] == []


@scenario()
async def test_a_photo_that_takes_long_to_fetch_holds_up_only_its_own_chat(stage: Stage) -> None:
    """Other people are answered meanwhile."""
    ann, bob = stage.server.person("Ann"), stage.server.person("Bob")
    stage.server.befalls(Fault("download", slow=1.0))
    asked = await ann.sends(photo=PHOTO, caption="/toon Hello")
    await stage.server.until(lambda: stage.server.calls("download"))
    await stage.clip(bob)
    assert replies_to(asked) == []
    await stage.answer(asked)


@scenario()
async def test_a_photo_that_telegram_lost_is_asked_for_again(stage: Stage) -> None:
    """Its file is gone on the server."""
    ann = stage.server.person("Ann")
    stage.server.fails("getFile", 400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    asked = await ann.sends(photo=PHOTO, caption="/toon Hello")
    said = await stage.answer(asked, "text")
    assert said.text == "🕰️ That photo is no longer with me. Send it again and we'll start over."
