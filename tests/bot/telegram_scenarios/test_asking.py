"""Telegram, end to end: every way in which people ask for a clip."""

from __future__ import annotations

from tests.bot.maker import PHOTO, RECORDING
from tests.bot.telegram_scenarios.playhouse import scenario
from tests.bot.telegram_scenarios.stage import Stage, replies_to


@scenario(privacy=True)
async def test_a_photo_with_the_command_in_its_caption_becomes_a_clip_in_place_of_one_placeholder(stage: Stage) -> None:
    """In a group, with privacy mode on: the bot is named. One message of the bot's, edited into the clip, with asker and label."""
    ann, bob = stage.server.person("Ann"), stage.server.person("Bob")
    group = stage.server.group("Friends", ann, bob)
    asked = await ann.sends(group, photo=PHOTO, caption="/toon@Toon_Bot male ink Hello 👋")
    clip = await stage.answer(asked)
    await stage.quiet()
    assert group.answers == [clip]
    assert clip.text == "🎬 AI-made cartoon, asked for by Ann"
    assert clip.buttons == ["🔁 Again", "🗣️ Other voice", "🎨 Other style", "🗑️ Delete"]
    assert "AI-made" not in clip.versions[0], "the placeholder says how it stands"


@scenario()
async def test_the_placeholder_tells_where_the_job_stands_and_can_be_stopped(stage: Stage) -> None:
    """Its line names a stage or a place in the queue, and it has one button."""
    ann = stage.server.person("Ann")
    first = await ann.sends(photo=PHOTO, caption="/toon one !slow1.2")
    second = await ann.sends(photo=PHOTO, caption="/toon two")
    placeholder = await stage.answer(second, "text")
    assert "queue" in placeholder.text or "next" in placeholder.text
    assert placeholder.buttons == ["✖️ Never mind"]
    await stage.answer(first)
    assert (await stage.answer(second)) is placeholder


@scenario()
async def test_a_picture_sent_as_a_file_is_a_photo(stage: Stage) -> None:
    """People choose "send as file" to keep all pixels."""
    ann = stage.server.person("Ann")
    group = stage.server.group("Friends", ann)
    asked = await ann.sends(group, document=PHOTO, caption="/toon female Hello", name="IMG 4711.JPG")
    await stage.answer(asked)


@scenario(privacy=True)
async def test_the_command_in_answer_to_a_photo_takes_that_photo(stage: Stage) -> None:
    """The photo may be somebody else's; the clip answers the one who asked and names them."""
    ann, bob = stage.server.person("Ann"), stage.server.person("Bob")
    group = stage.server.group("Friends", ann, bob)
    photo = await bob.sends(group, photo=PHOTO)
    asked = await ann.replies(photo, text="/toon@toon_bot Hello Bob")
    clip = await stage.answer(asked)
    assert "Ann" in clip.text
    assert replies_to(photo) == []


@scenario()
async def test_an_album_is_one_request(stage: Stage) -> None:
    """The photo with the words counts; the others of the album are passed over in silence, in groups and alone."""
    ann = stage.server.person("Ann")
    for chat in (stage.server.group("Friends", ann), ann.private):
        posts = await ann.sends_album(chat, [PHOTO, PHOTO + b"2", PHOTO + b"3"], "/toon Cheese")
        await stage.answer(posts[0])
        await stage.quiet()
        assert len(chat.answers) == 1


@scenario()
async def test_in_a_forum_the_answer_stays_in_its_topic(stage: Stage) -> None:
    """Placeholder and clip stand in the topic of the request, though a topic's messages answer its first message by themselves."""
    ann = stage.server.person("Ann")
    forum = stage.server.group("Club", ann, topics=True)
    topic = stage.server.topic(forum, "Fun")
    asked = await ann.sends(forum, photo=PHOTO, caption="/toon Hello", topic=topic)
    clip = await stage.answer(asked)
    assert clip.raw["message_thread_id"] == topic
    general = await ann.sends(forum, photo=PHOTO, caption="/toon Hello")
    assert "is_topic_message" not in (await stage.answer(general)).raw


@scenario()
async def test_a_thread_of_answers_is_no_topic(stage: Stage) -> None:
    """In a group without topics answers have a thread number, too; named by the bot, Telegram would refuse it."""
    ann = stage.server.person("Ann")
    group = stage.server.group("Friends", ann)
    photo = await ann.sends(group, photo=PHOTO)
    asked = await ann.replies(photo, text="/toon Hello")
    assert "message_thread_id" in asked.raw
    await stage.answer(asked)


@scenario()
async def test_without_a_photo_the_bot_asks_for_one_and_takes_the_answer(stage: Stage) -> None:
    """The app opens an answer by itself; what was said before is not asked for again. Somebody else's photo is not taken."""
    ann, bob = stage.server.person("Ann"), stage.server.person("Bob")
    group = stage.server.group("Friends", ann, bob)
    asked = await ann.sends(group, text="/toon male Hello")
    question = await stage.answer(asked, "text")
    assert question.asks_for_reply
    assert question.text == "📷 And the photo? Send me one with a face in it, and I'll make it talk."
    await bob.replies(question, photo=PHOTO)
    await stage.quiet()
    assert group.answers == [question]
    await stage.answer(await ann.replies(question, photo=PHOTO))


@scenario()
async def test_without_a_text_the_bot_asks_for_it_and_takes_the_answer(stage: Stage) -> None:
    """In a group and alone with the bot, where people simply write on instead of answering."""
    ann = stage.server.person("Ann")
    group = stage.server.group("Friends", ann)
    question = await stage.answer(await ann.sends(group, photo=PHOTO, caption="/toon male"), "text")
    assert question.asks_for_reply
    assert question.text == "💬 What should the cartoon say?"
    await stage.answer(await ann.replies(question, text="Hello there"))
    question = await stage.answer(await ann.sends(photo=PHOTO), "text")
    assert question.asks_for_reply
    await stage.answer(await ann.sends(text="Just like that"))


@scenario()
async def test_the_bare_command_asks_for_both_step_by_step(stage: Stage) -> None:
    """Nothing was given: photo and text may come in two more messages."""
    ann = stage.server.person("Ann")
    first = await stage.answer(await ann.sends(text="/toon"), "text")
    assert first.asks_for_reply
    second = await stage.answer(await ann.replies(first, photo=PHOTO), "text")
    assert second.asks_for_reply
    await stage.answer(await ann.replies(second, text="male Hello"))


@scenario()
async def test_alone_with_the_bot_a_photo_with_words_is_enough(stage: Stage) -> None:
    """No command is needed where everything is meant for the bot; in a group the same photo is other people's talk."""
    ann = stage.server.person("Ann")
    await stage.answer(await ann.sends(photo=PHOTO, caption="male Happy birthday!"))
    group = stage.server.group("Friends", ann)
    await ann.sends(group, photo=PHOTO, caption="male Happy birthday!")
    await stage.quiet()
    assert group.answers == []


@scenario()
async def test_a_forwarded_photo_is_a_photo(stage: Stage) -> None:
    """Alone with the bot; who took it does not matter, and what stood under it is what is said."""
    ann, bob = stage.server.person("Ann"), stage.server.person("Bob")
    group = stage.server.group("Friends", ann, bob)
    photo = await bob.sends(group, photo=PHOTO, caption="Look at me")
    await stage.answer(await ann.forwards(photo))


@scenario()
async def test_a_voice_note_in_answer_to_a_photo_is_what_the_cartoon_speaks(stage: Stage) -> None:
    """Alone with the bot without any command; the voices that are offered next are male and female."""
    ann = stage.server.person("Ann")
    photo = await ann.sends(photo=PHOTO)
    await stage.answer(photo, "text")
    clip = await stage.answer(await ann.replies(photo, voice=RECORDING))
    assert clip.buttons[1:3] == ["🗣️ male", "🗣️ female"]


@scenario()
async def test_who_found_another_way_is_not_held_to_the_question(stage: Stage) -> None:
    """The photo was answered with a voice note instead: thanks for the clip are then no text for it."""
    ann = stage.server.person("Ann")
    photo = await ann.sends(photo=PHOTO)
    await stage.answer(photo, "text")
    await stage.answer(await ann.replies(photo, voice=RECORDING))
    await stage.quiet()
    thanks = await ann.sends(text="Thanks, that's lovely!")
    hint = await stage.answer(thanks, "text")
    await stage.quiet()
    assert replies_to(thanks) == [hint]
    assert hint.text.startswith("📷 Send me a photo")


@scenario()
async def test_a_clip_can_be_answered_with_another_text_or_a_voice_note(stage: Stage) -> None:
    """Its photo is used again; so nobody has to look for the photo further up."""
    ann, bob = stage.server.person("Ann"), stage.server.person("Bob")
    group = stage.server.group("Friends", ann, bob)
    _, clip = await stage.clip(ann, group)
    again = await stage.answer(await bob.replies(clip, text="/toon male Bye"))
    assert "Bob" in again.text
    await stage.answer(await ann.replies(again, voice=RECORDING))
    chatter = await bob.replies(clip, text="That's so funny!")
    await stage.quiet()
    assert replies_to(chatter) == []


@scenario()
async def test_an_anonymous_administrator_is_served_under_the_name_of_the_group(stage: Stage) -> None:
    """Telegram puts a bot of its own in their place, which is no reason for silence."""
    ann = stage.server.person("Ann")
    group = stage.server.group("Friends", ann)
    clip = await stage.answer(await ann.sends(group, photo=PHOTO, caption="/toon Hello", anonymous=True))
    assert clip.text == "🎬 AI-made cartoon, asked for by Friends"
    question = await stage.answer(await ann.sends(group, text="/toon Hello", anonymous=True), "text")
    await stage.answer(await ann.replies(question, photo=PHOTO, anonymous=True))


@scenario(privacy=True)
async def test_what_is_not_meant_for_the_bot_is_left_alone(stage: Stage) -> None:
    """Another bot's command, other bots, talk, a photo without a command, a quoted command, /start for somebody else."""
    ann = stage.server.person("Ann")
    robot = stage.server.other_bot("other_bot")
    group = stage.server.group("Friends", ann)
    stage.server.world.privacy = False
    await ann.sends(group, photo=PHOTO, caption="/toon@other_bot Hello")
    await robot.sends(group, photo=PHOTO, caption="/toon Hello")
    await ann.sends(group, text="Let us play a cartoon!")
    await ann.sends(group, photo=PHOTO)
    await ann.sends(group, text="/start")
    await ann.sends(group, text="/weather")
    await stage.quiet()
    assert group.answers == []


@scenario()
async def test_an_edited_message_starts_nothing(stage: Stage) -> None:
    """The clip that was asked for stays the only one."""
    ann = stage.server.person("Ann")
    group = stage.server.group("Friends", ann)
    asked = await ann.sends(group, photo=PHOTO, caption="/toon Hello")
    clip = await stage.answer(asked)
    await ann.edits(asked, "/toon Hello again")
    await stage.quiet()
    assert group.answers == [clip]


@scenario()
async def test_an_update_that_comes_twice_is_dealt_with_once(stage: Stage) -> None:
    """Under the same number and, as after a quiet week, under another one."""
    ann = stage.server.person("Ann")
    group = stage.server.group("Friends", ann)
    asked = await ann.sends(group, photo=PHOTO, caption="/toon Hello")
    update = stage.server.world.updates.waiting[-1]
    clip = await stage.answer(asked)
    stage.server.world.updates.again(update | {"update_id": update["update_id"] + 40})
    await stage.quiet()
    assert group.answers == [clip]
    await ann.sends(text="/help")
    update = stage.server.world.updates.waiting[-1]
    await stage.server.until(lambda: ann.private.answers)
    stage.server.world.updates.again(update | {"update_id": update["update_id"] + 41})
    await stage.quiet()
    assert len(ann.private.answers) == 1
