"""Takes what comes in from Discord: lets in, asks for what is missing, and hands the rest to the intake.

Every interaction is answered, so that nobody reads "The application did not respond".
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final, cast

import discord

from bot.command import Command
from bot.desk import Desk
from bot.discord_app.components import BUTTON, SELECT, Click
from bot.discord_app.event import Event, Upload, asker_of, event_of
from bot.discord_app.form import FORM, Answer, Form, read_form
from bot.discord_app.intake import Intake, form_key
from bot.discord_app.pictures import picture_in
from bot.discord_app.replies import reply
from bot.discord_app.statements import Statements
from bot.discord_app.tasks import Tasks
from bot.discord_app.verdict import ERRORS, verdict_of
from bot.words import Words
from toontalker.clip import DRAWN_STYLES, Style, Voice
from toontalker.languages import language_code

_LOG = logging.getLogger(__name__)

_NET_SECONDS: Final = 2.0
"""After so long an interaction that nobody began to answer is answered with an apology; Discord waits for three."""
_NOTE_SECONDS: Final = 0.5
"""For remembering a photo before its form is shown."""

Said = tuple[str, Voice | None, Style | None, str]
"""Text, voice, style and language, as they were typed or chosen; empty where nothing was."""


class Reception:
    """One for all connections to Discord."""

    def __init__(self, desk: Desk, intake: Intake, tasks: Tasks) -> None:
        self._desk = desk
        self._intake = intake
        self._tasks = tasks
        self.paused = False
        """Whether nothing is taken in any more."""
        toonify: tuple[Style, ...] = ("toonify",) if desk.settings.pipeline.style == "toonify" else ()
        self.styles: tuple[Style, ...] = (*DRAWN_STYLES, *toonify)
        """Those that people may choose from."""
        self.statements = Statements(desk, intake, self.styles)
        """What the bot says of itself."""

    # ---- who comes in -------------------------------------------------------------------------------------------------------------

    async def admits(self, interaction: discord.Interaction[Any]) -> bool:
        """Whether somebody is served just now; if not, that was said."""
        self._tasks.adopt()
        asker = asker_of(interaction)
        if self.paused:
            sentence = "desk.busy_restarting"
        elif not self._desk.welcome(asker.owner, asker.chat):
            sentence = "desk.not_here"
        else:
            return True
        if interaction.type is discord.InteractionType.autocomplete:
            await self._no_choices(interaction)
        else:
            await reply(interaction, self._words(interaction)(sentence))
        return False

    async def saw(self, interaction: discord.Interaction[Any]) -> None:
        """Every interaction, once the library has handed it on: forms are read here, and nothing stays without an answer."""
        self._tasks.adopt()
        self._desk.metrics.event("discord", interaction.type.name)
        data = cast(dict[str, Any], interaction.data or {})
        custom_id = str(data.get("custom_id", ""))
        if interaction.type is discord.InteractionType.modal_submit and (form := FORM.fullmatch(custom_id)):
            if await self.admits(interaction):
                await self._submitted(interaction, form["name"], read_form(data))
        elif interaction.type is discord.InteractionType.component and not (BUTTON.fullmatch(custom_id) or SELECT.fullmatch(custom_id)):
            await reply(interaction, self._words(interaction)("desk.gone"))
        else:
            await asyncio.sleep(_NET_SECONDS)
            if interaction.type is not discord.InteractionType.autocomplete:
                await self.apologise(interaction)

    async def apologise(self, interaction: discord.Interaction[Any]) -> None:
        """It went wrong on our side; nothing is said where an answer was begun."""
        await reply(interaction, self._words(interaction)("failure.us"))

    # ---- requests -----------------------------------------------------------------------------------------------------------------

    async def toon(
        self, interaction: discord.Interaction[Any], photo: discord.Attachment, recording: discord.Attachment | None, said: Said
    ) -> None:
        """``/toon``; a text that is missing is asked for."""
        text, voice, style, language = said
        code = language_code(language) if language.strip() else None
        if language.strip() and code is None:
            await reply(interaction, self._words(interaction)("discord.unknown_language"))
            return
        picture = Upload(photo.url, photo.size)
        if text.strip() or recording is not None:
            audio = None if recording is None else Upload(recording.url, recording.size)
            command = Command(text.strip(), voice, style, code)
            await self._intake.accept(interaction, event_of(interaction, "toon", command=command, photo=picture, audio=audio))
        else:
            await self._ask(interaction, picture, Answer(voice=voice, style=style), code)

    async def toon_this(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """From the menu of a message: its photo, and a form for the text."""
        await self._ask(interaction, picture_in(message), Answer(), None)

    async def clicked(self, interaction: discord.Interaction[Any], click: Click) -> None:
        """A button or a menu of ours."""
        if not await self.admits(interaction):
            return
        words, own = self._words(interaction), interaction.user.id == click.user
        if click.verb == "forget":
            await self.statements.forgotten(interaction)
        elif click.verb == "delete":
            if own or interaction.permissions.manage_messages:
                await self._intake.accept(interaction, event_of(interaction, "delete", job=click.job))
            else:
                await reply(interaction, words("desk.not_yours"))
        elif click.verb == "face" and not own:
            await reply(interaction, words("discord.not_your_choice"))
        elif (change := click.change) is None:
            await reply(interaction, words("desk.gone"))
        else:
            await self._intake.accept(interaction, event_of(interaction, "again", job=click.job, change=change))

    # ---- inside -------------------------------------------------------------------------------------------------------------------

    async def _ask(self, interaction: discord.Interaction[Any], photo: Upload | None, known: Answer, language: str | None) -> None:
        """Shows the form; its photo is remembered under the id of the interaction, for a URL does not fit into the id of a form."""
        interaction.extras["answered"] = True
        name = ""
        if photo is not None:
            name = str(interaction.id)
            note = {"url": photo.url, "size": photo.size, "language": language}
            kept = self._tasks.spawn(self._desk.remember(form_key(name), note, asker_of(interaction).owner), "discord: remembering a photo")
            await asyncio.wait({kept}, timeout=_NOTE_SECONDS)
        form = Form(self._words(interaction), name, self.styles, self._desk.settings.bot.max_text, known)
        try:
            await interaction.response.send_modal(form)
        except ERRORS as error:
            _LOG.info("a form was not shown: %s", verdict_of(error).value, extra={"key": f"discord:{interaction.id}"})
        finally:
            form.stop()  # what comes back is read from its raw data, with or without this object

    async def _submitted(self, interaction: discord.Interaction[Any], name: str, answer: Answer) -> None:
        """A form has come back."""
        command = Command(answer.text, answer.voice, answer.style)
        event: Event = event_of(interaction, "toon", command=command, photo=answer.photo, form=name)
        if answer.photo is None and not name:
            await reply(interaction, self._words(interaction)("desk.need_photo"))
        else:
            await self._intake.accept(interaction, event)

    async def _no_choices(self, interaction: discord.Interaction[Any]) -> None:
        try:
            await interaction.response.autocomplete([])
        except ERRORS as error:
            _LOG.debug("no choices could be shown: %s", verdict_of(error).value)

    def _words(self, interaction: discord.Interaction[Any]) -> Words:
        return self._desk.words(str(interaction.locale))
