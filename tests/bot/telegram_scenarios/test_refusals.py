"""Telegram, end to end: what cannot be done is said in one kind sentence, in the place of the clip."""

from __future__ import annotations

import re

from tests.bot.maker import PHOTO, RECORDING
from tests.bot.telegram_scenarios.playhouse import scenario
from tests.bot.telegram_scenarios.stage import Plan, Stage, replies_to
from tests.bot.telegram_server.model import Post

UNKIND = re.compile(r"error|exception|traceback|invalid|fail|None|\{|\}|null|http", re.IGNORECASE)
"""What no sentence to a person has in it."""


async def refusal(stage: Stage, asked: Post) -> Post:
    """The one message that the bot leaves in answer, when all is over."""
    await stage.quiet()
    (said,) = replies_to(asked)
    assert said.kind == "text"
    assert not UNKIND.search(said.text)
    return said


@scenario()
async def test_no_face_an_unreadable_photo_and_a_silent_recording(stage: Stage) -> None:
    """The worker finds out; the placeholder becomes the sentence, without buttons that could not help."""
    ann = stage.server.person("Ann")
    group = stage.server.group("Friends", ann)
    for word, told in (("!noface", "I can't find a face"), ("!unreadable", "I can't open this photo")):
        said = await refusal(stage, await ann.sends(group, photo=PHOTO, caption=f"/toon {word}"))
        assert told in said.text
        assert said.buttons == []
    photo = await ann.sends(group, photo=PHOTO)
    said = await refusal(stage, await ann.replies(photo, voice=RECORDING, caption="/toon !deaf"))
    assert "I can't hear anything" in said.text


@scenario()
async def test_a_file_that_is_no_photo_is_refused_at_once(stage: Stage) -> None:
    """Its first bytes tell; no worker is troubled and no placeholder appears."""
    ann = stage.server.person("Ann")
    said = await refusal(stage, await ann.sends(document=b"GIF89a and so on", caption="/toon Hello", mime="image/gif"))
    assert said.text == "🖼️ That's not a photo I can open. JPEG, PNG or WebP, please."
    assert len(said.versions) == 1


@scenario()
async def test_a_photo_that_is_too_large_is_not_even_fetched(stage: Stage) -> None:
    """Telegram tells the size before; what it does not let bots fetch is refused in the same words."""
    ann = stage.server.person("Ann")
    for size in (20_500_000, 40_000_000):
        said = await refusal(stage, await ann.sends(document=PHOTO, caption="/toon Hello", size=size))
        assert said.text == "🐘 That photo is too big for me. Please send one under 20 MB."
    assert stage.server.calls("download") == []


@scenario(Plan({"bot": {"max_text": 20}}))
async def test_a_text_that_is_too_long_is_refused_with_the_limit(stage: Stage) -> None:
    """The person learns how long it may be."""
    ann = stage.server.person("Ann")
    said = await refusal(stage, await ann.sends(photo=PHOTO, caption="/toon " + "blah " * 40))
    assert said.text == "✂️ That's a whole speech! Please keep it to 20 characters."


@scenario(Plan({"bot": {"max_text": 20}}))
async def test_a_refused_answer_leaves_the_question_open(stage: Stage) -> None:
    """Who was told that the text is too long answers the same question with a shorter one, in a group and alone."""
    ann = stage.server.person("Ann")
    for chat in (stage.server.group("Friends", ann), ann.private):
        question = await stage.answer(await ann.sends(chat, photo=PHOTO, caption="/toon male"), "text")
        said = await refusal(stage, await ann.replies(question, text="blah " * 40))
        assert said.text.startswith("✂️")
        await stage.answer(await ann.replies(question, text="Short"))


@scenario(Plan({"journal": {"per_owner": 1}}))
async def test_one_person_cannot_fill_the_queue(stage: Stage) -> None:
    """The second request is refused while the first is at work, others are served."""
    ann, bob = stage.server.person("Ann"), stage.server.person("Bob")
    group = stage.server.group("Friends", ann, bob)
    first = await ann.sends(group, photo=PHOTO, caption="/toon !slow1")
    await stage.answer(first, "text")
    second = await ann.sends(group, photo=PHOTO, caption="/toon me again")
    third = await bob.sends(group, photo=PHOTO, caption="/toon and me")
    said = await stage.answer(second, "text")
    assert said.text == "🐢 One at a time! I'm still making your last clip. Send the next one when it's there."
    await stage.answer(first)
    await stage.answer(third)


@scenario(Plan({"bot": {"per_owner_hour": 1}}))
async def test_an_hour_has_room_for_so_many_clips(stage: Stage) -> None:
    """The sentence says what to do: come back later."""
    ann = stage.server.person("Ann")
    await stage.clip(ann)
    said = await refusal(stage, await ann.sends(photo=PHOTO, caption="/toon once more"))
    assert "Come back in a little while" in said.text


@scenario()
async def test_with_several_faces_the_person_chooses_one_and_gets_its_clip(stage: Stage) -> None:
    """The placeholder becomes the photo with numbers and one button a face; the clip of the chosen one is a message of its own."""
    ann = stage.server.person("Ann")
    group = stage.server.group("Friends", ann)
    asked = await ann.sends(group, photo=PHOTO, caption="/toon !faces2 Hello")
    choice = await stage.answer(asked, "photo")
    assert choice.text == "👀 I see 2 faces. Which one should talk?"
    assert choice.buttons == ["1", "2", "✖️ Never mind"]
    click = await ann.clicks(choice, "2")
    clip = await stage.answer(choice)
    assert click.answered
    assert "Ann" in clip.text


@scenario()
async def test_a_choice_that_nobody_wants_goes_away(stage: Stage) -> None:
    """Never mind removes the numbered photo."""
    ann = stage.server.person("Ann")
    asked = await ann.sends(photo=PHOTO, caption="/toon !faces3 Hello")
    await ann.clicks(await stage.answer(asked, "photo"), "Never mind")
    await stage.server.until(lambda: ann.private.answers == [])


@scenario()
async def test_a_photo_that_kills_the_worker_three_times_ends_with_an_apology(stage: Stage) -> None:
    """It is our fault and says so; the next request is served as if nothing had been."""
    ann = stage.server.person("Ann")
    said = await refusal(stage, await ann.sends(photo=PHOTO, caption="/toon !die"))
    assert said.text == "🙈 Sorry, that went wrong, and it's my fault, not yours. Please try again."
    assert said.buttons == ["🔁 Again"]
    await stage.clip(ann)


@scenario()
async def test_a_fault_of_ours_is_an_apology_too(stage: Stage) -> None:
    """No word of what broke, and one about what the operator has to mend."""
    ann = stage.server.person("Ann")
    said = await refusal(stage, await ann.sends(photo=PHOTO, caption="/toon !broken"))
    assert said.text == "🙈 Sorry, that went wrong, and it's my fault, not yours. Please try again."
    said = await refusal(stage, await ann.sends(photo=PHOTO, caption="/toon !weights"))
    assert said.text.startswith("🔧 Something isn't set up right on my side.")


@scenario(Plan({"bot": {"admins": ["telegram:10001"]}}))
async def test_who_is_blocked_is_met_with_silence_in_a_group(stage: Stage) -> None:
    """An admin blocks by one line; alone with the bot the person is told, others are served, and unblocking works."""
    boss, bob = stage.server.person("Boss"), stage.server.person("Bob")
    assert boss.id == 10_001
    group = stage.server.group("Friends", boss, bob)
    assert (await refusal(stage, await boss.sends(text=f"/admin block user {bob.id}"))).text == "✅ Done."
    asked = await bob.sends(group, photo=PHOTO, caption="/toon Hello")
    await stage.quiet()
    assert replies_to(asked) == []
    said = await refusal(stage, await bob.sends(photo=PHOTO, caption="/toon Hello"))
    assert said.text.startswith("🙊 Sorry")
    assert (await refusal(stage, await bob.sends(text="/admin unblock user telegram:10002"))).text
    await stage.clip(boss, group)
    await refusal(stage, await boss.sends(text=f"/admin unblock user telegram:{bob.id}"))
    await stage.clip(bob, group)


@scenario(Plan({"bot": {"allowed_chats": ["telegram:-1000000000001"]}}))
async def test_only_the_allowed_chats_are_served(stage: Stage) -> None:
    """Elsewhere groups hear nothing and people alone with the bot one sentence; /privacy is answered to anybody."""
    ann = stage.server.person("Ann")
    allowed, other = stage.server.group("Ours", ann), stage.server.group("Theirs", ann)
    await stage.clip(ann, allowed)
    await ann.sends(other, photo=PHOTO, caption="/toon Hello")
    said = await refusal(stage, await ann.sends(photo=PHOTO, caption="/toon Hello"))
    assert said.text.startswith("🙊 Sorry")
    assert other.answers == []
    assert "🔐" in (await refusal(stage, await ann.sends(text="/privacy"))).text
