"""Telegram, end to end: what the buttons under a clip do, for whom, and after a restart."""

from __future__ import annotations

from tests.bot.maker import ENDLESS, PHOTO
from tests.bot.telegram_scenarios.playhouse import scenario
from tests.bot.telegram_scenarios.stage import Stage


@scenario()
async def test_again_and_other_voice_make_a_new_clip_beside_the_old_one(stage: Stage) -> None:
    """Anybody may ask; the new clip names who did. The button stops waiting with a word on how it stands."""
    ann, bob = stage.server.person("Ann"), stage.server.person("Bob")
    group = stage.server.group("Friends", ann, bob)
    asked, clip = await stage.clip(ann, group)
    click = await bob.clicks(clip, "Again")
    again = await stage.answer(clip)
    assert "Bob" in again.text
    assert click.text
    other = await ann.clicks(again, "Other voice")
    changed = await stage.answer(again)
    assert other.answered
    assert changed is not clip
    assert len(stage.server.world.videos) == 3
    assert asked.chat.answers == [clip, again, changed]


@scenario()
async def test_other_style_opens_a_row_of_styles(stage: Stage) -> None:
    """The buttons change in place and back; the chosen style is made, and the buttons are the old ones again."""
    ann = stage.server.person("Ann")
    group = stage.server.group("Friends", ann)
    _, clip = await stage.clip(ann, group)
    usual = clip.buttons
    await ann.clicks(clip, "Other style")
    await stage.server.until(lambda: clip.buttons != usual)
    assert clip.buttons == ["3D cartoon", "Ink", "Painting", "↩️ Back"]
    await ann.clicks(clip, "Back")
    await stage.server.until(lambda: clip.buttons == usual)
    await ann.clicks(clip, "Other style")
    await stage.server.until(lambda: clip.buttons != usual)
    await ann.clicks(clip, "Ink")
    await stage.answer(clip)
    await stage.server.until(lambda: clip.buttons == usual)


@scenario()
async def test_only_the_asker_and_moderators_delete_a_clip(stage: Stage) -> None:
    """A stranger hears kindly that it is not theirs; asker, administrator and owner of the group may."""
    owner, ann, bob, admin = (stage.server.person(name) for name in ("Olga", "Ann", "Bob", "Ada"))
    group = stage.server.group("Friends", owner, ann, bob, admin)
    group.members[admin.id] = "administrator"
    for deleter in (ann, admin, owner):
        _, clip = await stage.clip(ann, group)
        refused = await bob.clicks(clip, "Delete")
        assert await stage.answered(refused) == "✋ Only the person who asked for this clip or a moderator can delete it."
        assert refused.alert
        assert group.answers == [clip]
        assert await stage.answered(await deleter.clicks(clip, "Delete")) == "🗑️ Deleted."
        assert group.answers == []


@scenario()
async def test_never_mind_stops_what_waits(stage: Stage) -> None:
    """The placeholder goes and no clip is made, not even one that was begun."""
    ann = stage.server.person("Ann")
    first = await stage.answer(await ann.sends(photo=PHOTO, caption=f"/toon {ENDLESS}"), "text")
    second = await stage.answer(await ann.sends(photo=PHOTO, caption="/toon never mind me"), "text")
    for placeholder in (second, first):
        await ann.clicks(placeholder, "Never mind")
        await stage.server.until(lambda placeholder=placeholder: placeholder.deleted)  # type: ignore[misc]
    await stage.quiet()
    assert not stage.server.world.videos


@scenario()
async def test_a_stranger_cannot_stop_what_waits(stage: Stage) -> None:
    """The placeholder's button belongs to the asker, as the clip's does."""
    ann, bob = stage.server.person("Ann"), stage.server.person("Bob")
    group = stage.server.group("Friends", ann, bob)
    placeholder = await stage.answer(await ann.sends(group, photo=PHOTO, caption=f"/toon {ENDLESS}"), "text")
    refused = await bob.clicks(placeholder, "Never mind")
    await stage.server.until(lambda: refused.text.startswith("✋"))
    assert not placeholder.deleted
    await ann.clicks(placeholder, "Never mind")
    await stage.server.until(lambda: placeholder.deleted)


@scenario()
async def test_who_is_forgotten_leaves_no_placeholder(stage: Stage) -> None:
    """What still waits is not made, and the line that said how long it would take goes; that of somebody else stays."""
    ann, bob = stage.server.person("Ann"), stage.server.person("Bob")
    group = stage.server.group("Friends", ann, bob)
    other = await stage.answer(await bob.sends(group, photo=PHOTO, caption=f"/toon {ENDLESS}"), "text")
    waiting = [await stage.answer(await ann.sends(group, photo=PHOTO, caption="/toon Hello"), "text") for _ in range(2)]
    question = await stage.answer(await ann.sends(group, text="/forget"), "text")
    await ann.clicks(question, 0)
    await stage.server.until(lambda: question.text == "🧹 Forgotten: 2 clips of yours and everything about them.")
    await stage.server.until(lambda: all(placeholder.deleted for placeholder in waiting))
    assert not other.deleted
    await bob.clicks(other, "Never mind")
    await stage.server.until(lambda: other.deleted)
    assert not stage.server.world.videos


@scenario()
async def test_a_click_that_comes_twice_is_one_click(stage: Stage) -> None:
    """Telegram may bring an update again."""
    ann = stage.server.person("Ann")
    _, clip = await stage.clip(ann)
    click = await ann.clicks(clip, "Again")
    ann.tells_click(click)
    await stage.answer(clip)
    await stage.quiet()
    assert len(ann.private.answers) == 2


@scenario()
async def test_a_click_that_is_too_old_to_be_answered_still_counts(stage: Stage) -> None:
    """Telegram refuses the answer after a while; the clip is made all the same."""
    ann = stage.server.person("Ann")
    _, clip = await stage.clip(ann)
    click = await ann.clicks(clip, "Again")
    click.old = True
    await stage.answer(clip)


@scenario()
async def test_forget_erases_everything_after_a_question(stage: Stage) -> None:
    """Nobody else can press the button; afterwards Again finds no photo and says so kindly."""
    ann, bob = stage.server.person("Ann"), stage.server.person("Bob")
    group = stage.server.group("Friends", ann, bob)
    _, clip = await stage.clip(ann, group)
    question = await stage.answer(await ann.sends(group, text="/forget"), "text")
    assert question.buttons == ["🧹 Yes, forget me"]
    assert (await stage.answered(await bob.clicks(question, 0))).startswith("✋")
    await ann.clicks(question, 0)
    await stage.server.until(lambda: question.text == "🧹 Forgotten: 1 clip of yours and everything about it.")
    gone = await stage.answered(await ann.clicks(clip, "Again"))
    assert gone == "🕰️ That photo is no longer with me. Send it again and we'll start over."
    assert len(stage.server.world.videos) == 1
