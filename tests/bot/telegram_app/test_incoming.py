"""What message is what."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Message

from bot.command import Command
from bot.telegram_app.address import Media
from bot.telegram_app.buttons import Click
from bot.telegram_app.incoming import Chatter, Slash, Wish, read_message, speaker
from tests.bot.telegram_app.messages import ME, PHOTO, VOICE, message, ours, raw

GROUP = -1_000_000_000_005
LARGE = Media("large", 90_000)
NOTE = Media("note", 4_000)
JOB = "0123456789abcdef" * 2


def wish(read: object) -> Wish:
    """What was read, which must be a wish."""
    assert isinstance(read, Wish)
    return read


def test_caption_with_the_command_brings_photo_and_options() -> None:
    """In a group and alone; the largest size of the photo is taken, and the bot's name counts in any case of letters."""
    for chat in (7, GROUP):
        for spelling in ("/toon", "/TOON", "/toon@Toon_Bot", "/toon@toon_bot"):
            read = wish(read_message(message(chat, **PHOTO, caption=f"{spelling} male ink Hello"), ME))
            assert read.command == Command("Hello", "male", "ink")
            assert (read.spelled, read.photo, read.audio) == (True, LARGE, None)


def test_picture_sent_as_a_file_is_a_photo_and_another_file_is_not() -> None:
    """By the kind that Telegram tells; what it really is the desk finds out."""
    for mime, photo in (("image/png", Media("doc", 5)), ("application/pdf", None)):
        document = {"file_id": "doc", "file_unique_id": "d", "file_name": "a", "mime_type": mime, "file_size": 5}
        assert wish(read_message(message(document=document, caption="/toon Hi"), ME)).photo == photo


def test_command_in_answer_to_a_photo_takes_it_wherever_it_stands() -> None:
    """In this chat, or quoted from another one; a photo of the message itself comes first."""
    there = raw(GROUP, message_id=3, **PHOTO)
    assert wish(read_message(message(GROUP, text="/toon Hi", reply_to_message=there), ME)).photo == LARGE
    quoted = {"origin": {"type": "hidden_user", "sender_user_name": "x", "date": 1}, **PHOTO}
    assert wish(read_message(message(GROUP, text="/toon Hi", external_reply=quoted), ME)).photo == LARGE
    own: dict[str, Any] = {"photo": [{"file_id": "own", "file_unique_id": "o", "width": 5, "height": 5}]}
    assert wish(read_message(message(GROUP, caption="/toon Hi", reply_to_message=there, **own), ME)).photo == Media("own")


def test_recording_counts_in_a_group_only_where_it_is_meant_for_the_bot() -> None:
    """As an answer to the bot, or with the command; a voice note among people is theirs."""
    photo = raw(GROUP, message_id=3, **PHOTO)
    assert read_message(message(GROUP, **VOICE), ME) is None
    assert read_message(message(GROUP, **VOICE, reply_to_message=photo), ME) is None
    spoken = wish(read_message(message(GROUP, **VOICE, caption="/toon", reply_to_message=photo), ME))
    assert (spoken.photo, spoken.audio) == (LARGE, NOTE)
    answered = wish(read_message(message(GROUP, **VOICE, reply_to_message=ours(GROUP, text="What?")), ME))
    assert (answered.question, answered.audio) == (5, NOTE)


def test_photo_in_answer_to_a_voice_note_speaks_it_if_the_command_says_so() -> None:
    """The other way round, as people do it, too."""
    note = raw(GROUP, message_id=3, **VOICE)
    read = wish(read_message(message(GROUP, **PHOTO, caption="/toon", reply_to_message=note), ME))
    assert (read.photo, read.audio) == (LARGE, NOTE)


def test_alone_with_the_bot_no_command_is_needed() -> None:
    """A photo with words, a photo, words, a voice note: all are meant for it. In a group none of them is."""
    for content in ({**PHOTO, "caption": "male Hi"}, PHOTO, {"text": "male Hi"}, VOICE):
        read = wish(read_message(message(**content), ME))
        assert not read.spelled
        assert read_message(message(GROUP, **content), ME) is None
    assert wish(read_message(message(**PHOTO, caption="male Hi"), ME)).command == Command("Hi", "male")


def test_answer_to_a_clip_names_its_job() -> None:
    """By the buttons under it; the picture with numbered faces is never taken for a photo of somebody's."""
    buttons = {"inline_keyboard": [[{"text": "Again", "callback_data": Click("again", JOB, "male", "ink").as_text()}]]}
    for content in ({"text": "…"}, PHOTO):
        clip = ours(GROUP, **content, reply_markup=buttons)
        read = wish(read_message(message(GROUP, text="/toon Hi", reply_to_message=clip), ME))
        assert (read.clip, read.photo) == (JOB, None)
    with_photo = wish(read_message(message(GROUP, **PHOTO, caption="/toon Hi", reply_to_message=clip), ME))
    assert (with_photo.clip, with_photo.photo) == (None, LARGE)


@pytest.mark.parametrize(
    ("text", "private", "group"),
    [
        ("/help", Slash("help", "", False), Slash("help", "", False)),
        ("/HELP@toon_bot now", Slash("help", "now", True), Slash("help", "now", True)),
        ("/admin block user telegram:5", Slash("admin", "block user telegram:5", False), Slash("admin", "block user telegram:5", False)),
        ("/help@other_bot", None, None),
        ("/toon@other_bot Hi", None, None),
        ("/weather", Chatter(), None),
        ("/toons", Chatter(), None),
        ("/", Chatter(), None),
    ],
)
def test_other_commands(text: str, private: object, group: object) -> None:
    """Those of the bot, those of other bots, and those of nobody, alone and in a group."""
    assert read_message(message(text=text), ME) == private
    assert read_message(message(GROUP, text=text), ME) == group


def test_a_quoted_command_is_shown_to_people_and_not_given_to_the_bot() -> None:
    """Written as code it explains how it is done."""
    code = [{"type": "code", "offset": 0, "length": 8}]
    assert read_message(message(GROUP, text="/toon Hi", entities=code), ME) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"from": {"id": 8, "is_bot": True, "first_name": "Robot"}},
        {"is_automatic_forward": True},
        {"sender_chat": {"id": -1009, "type": "channel", "title": "News"}},
    ],
)
def test_bots_and_channels_are_not_heard(fields: dict[str, Any]) -> None:
    """Bots answer bots without end."""
    assert read_message(message(GROUP, **PHOTO, caption="/toon Hi", **fields), ME) is None


def test_service_messages_and_channels_are_no_business_of_ours() -> None:
    """Somebody joins, a message is pinned, a channel posts."""
    for fields in ({"new_chat_members": [{"id": 1, "is_bot": False, "first_name": "x"}]}, {"new_chat_title": "/toon Hi"}):
        assert read_message(message(GROUP, **fields), ME) is None
    post = raw(GROUP, **PHOTO, caption="/toon Hi") | {"chat": {"id": GROUP, "type": "channel", "title": "News"}}
    assert read_message(Message.de_json(post, None), ME) is None


def test_an_anonymous_administrator_speaks_as_the_group() -> None:
    """Telegram puts a bot of its own into the place of the person."""
    fields = {
        "from": {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"},
        "sender_chat": {"id": GROUP, "type": "supergroup", "title": "Friends"},
    }
    asked = message(GROUP, **PHOTO, caption="/toon Hi", **fields)
    assert isinstance(read_message(asked, ME), Wish)
    person = speaker(asked)
    assert person is not None
    assert (person.id, person.full_name) == (GROUP, "Friends")


def test_what_the_bot_can_make_nothing_of() -> None:
    """Alone with it people get a hint, in a group silence."""
    video: dict[str, Any] = {"video": {"file_id": "v", "file_unique_id": "v", "width": 1, "height": 1, "duration": 1}}
    assert read_message(message(**video), ME) == Chatter()
    assert read_message(message(GROUP, **video), ME) is None
