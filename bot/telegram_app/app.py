"""The front end itself: its parts put together, started, paused and stopped."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Coroutine, Mapping
from typing import Any, Final

from telegram import Update, User
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError

from bot.desk import Desk
from bot.front_end import Delivery, FrontHealth, Standing
from bot.metrics import Metrics
from bot.telegram_app.address import Address, asker_of, spot_of
from bot.telegram_app.api import NAME, WANTED, open_api
from bot.telegram_app.asks import Asks
from bot.telegram_app.clicks import Clicks
from bot.telegram_app.commands import Commands, set_menus
from bot.telegram_app.deliveries import Deliveries
from bot.telegram_app.downloads import Downloads
from bot.telegram_app.incoming import Chatter, Slash, read_message, speaker
from bot.telegram_app.intake import Intake
from bot.telegram_app.limits import Budget, Limits
from bot.telegram_app.poller import CONFLICT, REJECTED, Poller
from bot.telegram_app.refusals import seconds_of, told
from bot.telegram_app.sender import Sender
from bot.telegram_app.turns import Turns
from bot.telegram_app.webhook import Webhook
from bot.tokens import Secret
from gpu_worker.journal import Job
from toontalker.chat_settings import TelegramSettings
from toontalker.errors import JournalUnwritable, SetupError

_LOG: Final = logging.getLogger(__name__)
_SECRET_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)
_GRACE: Final = 3.0
"""s that what is under way gets when the bot stops."""
_CONFLICTS: Final = 3
"""At the start, a second apart: a predecessor may still be on its way out."""
_LONGEST_PAUSE: Final = 60.0
"""s between two attempts to reach Telegram."""


class TelegramApp:
    """Telegram as a `FrontEnd`."""

    name = NAME
    limits = Limits()
    """What Telegram bears; a test of many jobs at once may say otherwise before it makes one."""

    def __init__(
        self, desk: Desk, settings: TelegramSettings, token: Secret, metrics: Metrics, webhook_secret: Secret | None = None
    ) -> None:
        """`webhook_secret`: needed where the settings name a webhook."""
        self._desk = desk
        self._settings = settings
        self._metrics = metrics
        self._webhook_secret = webhook_secret
        self._api = open_api(settings, token, metrics)
        self._me: User | None = None
        bot, turns = self._api.bot, Turns()
        self._sender = Sender(bot, Budget(self.limits))
        self._downloads = Downloads(bot, settings, token, metrics)
        self._asks = Asks(desk, self._sender, self._downloads, turns)
        self._commands = Commands(desk, self._sender)
        self._deliveries = Deliveries(desk, bot, self._sender, turns)
        self._clicks = Clicks(desk, bot, self._asks, self._deliveries, turns)
        self._intake = Intake(desk, self._deal, self._give_up)
        self._poller = Poller(bot, self._receive, lambda: self._intake.full)
        self._webhook: Webhook | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._trouble = ""
        self._arrived = False
        self._paused = False

    # ---- coming and going -----------------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Connects; where Telegram cannot be reached it goes on trying behind the scenes. Raises `SetupError`."""
        if self._settings.webhook_url:
            secret = self._webhook_secret
            if secret is None or not _SECRET_SHAPE.fullmatch(secret.reveal()):
                raise SetupError("The webhook of Telegram needs a secret of letters, digits, - and _; docs/bot.md says where it stands.")
            self._webhook = Webhook(self._settings, secret, self._receive, lambda: self._intake.full)
            await self._webhook.open()
        self._downloads.open()
        for left in reversed(range(_CONFLICTS)):
            try:
                await self._arrive()
            except Conflict:
                if not left:
                    raise SetupError(CONFLICT) from None
                await asyncio.sleep(1)
            except (TelegramError, JournalUnwritable) as error:
                self._refuse_start(error)
                self._behind(self._keep_trying(), "telegram start")
                return
            else:
                return

    async def pause(self) -> None:
        """Fetches nothing more; what Telegram has it keeps, and what is written down is dealt with or stays."""
        self._paused = True
        if self._webhook is not None:
            self._webhook.ready = False
        for task in list(self._tasks):
            task.cancel()
        await self._poller.stop()

    async def stop(self) -> None:
        """Leaves."""
        await self.pause()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._intake.close(_GRACE)
        if self._webhook is not None:
            await self._webhook.close()
        await self._downloads.close()
        await self._api.close()

    def health(self) -> FrontHealth:
        """How it stands."""
        if self._webhook is not None:
            return FrontHealth(self._webhook.ready, self._webhook.silence, self._trouble)
        trouble = self._trouble or self._poller.trouble
        return FrontHealth(self._poller.alive and not self._paused, self._poller.silence, trouble)

    @property
    def webhook_port(self) -> int:
        """Where the webhook listens; 0 where there is none."""
        return 0 if self._webhook is None else self._webhook.port

    # ---- what the desk asks for -------------------------------------------------------------------------------------------------------

    async def show(self, job: Job, address: Mapping[str, Any], standing: Standing) -> None:
        """Brings the placeholder up to date."""
        await self._deliveries.show(job, standing)

    async def deliver(self, delivery: Delivery) -> None:
        """Turns the placeholder into the answer. Raises `Later`, `Gone`."""
        await self._deliveries.deliver(delivery)

    async def nudge(self, delivery: Delivery) -> None:
        """One line that notifies the person, as an answer to what they wrote."""
        try:
            await self._sender.say(Address.read(delivery.address).spot, delivery.nudge)
        except TelegramError as error:
            _LOG.info("no nudge: %s", told(error), extra={"platform": NAME, "job": delivery.job.id})

    # ---- connecting -----------------------------------------------------------------------------------------------------------------

    async def _arrive(self) -> None:
        """Learns who we are, and takes updates from here on. Raises `TelegramError`, `JournalUnwritable`."""
        bot = self._api.bot
        self._me = await bot.get_me()
        for key, update in await self._desk.unfinished(NAME):
            self._intake.put(key, update)
        if self._webhook is not None:
            assert self._webhook_secret is not None
            self._webhook.ready = True
            await bot.set_webhook(self._settings.webhook_url, allowed_updates=WANTED, secret_token=self._webhook_secret.reveal())
        else:
            await bot.delete_webhook(drop_pending_updates=False)
            await self._poller.first()
            self._poller.start()
        self._trouble = ""
        self._behind(set_menus(bot), "telegram menus")

    def _refuse_start(self, error: Exception) -> None:
        """Raises `SetupError` where trying again does not help."""
        if isinstance(error, InvalidToken):
            raise SetupError(REJECTED) from None
        if isinstance(error, BadRequest):
            raise SetupError(f"Telegram refuses the settings of the bot: {told(error).partition(': ')[2]}.") from None
        self._trouble = str(error) if isinstance(error, JournalUnwritable) else "Telegram cannot be reached."
        _LOG.warning("not connected: %s", told(error), extra={"platform": NAME})

    async def _keep_trying(self) -> None:
        """Until Telegram can be reached, or the operator mends what it refuses."""
        pause = 1.0
        while True:
            await asyncio.sleep(pause)
            try:
                await self._arrive()
            except (TelegramError, JournalUnwritable) as error:
                pause = seconds_of(error) if isinstance(error, RetryAfter) else min(2 * pause, _LONGEST_PAUSE)
                try:
                    self._refuse_start(error)
                except SetupError as fault:
                    self._trouble = str(fault)
            else:
                return

    def _behind(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Something that goes on by itself."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # ---- updates --------------------------------------------------------------------------------------------------------------------

    async def _receive(self, update: Mapping[str, Any]) -> None:
        """Writes down what is for us; other people's talk in a group is not. Raises `JournalUnwritable`."""
        if _is_ours(update, self._me):
            await self._intake.receive(update)

    async def _deal(self, values: Mapping[str, Any]) -> None:
        """Deals with an update. Raises `TelegramError`, `JournalUnwritable` where the same may go well later."""
        update, me = Update.de_json(dict(values), None), self._me
        assert me is not None
        if update.callback_query is not None:
            self._metrics.event(NAME, "button")
            await self._clicks.press(update.callback_query)
            return
        message = update.message
        incoming = None if message is None else read_message(message, me)
        person = None if message is None else speaker(message)
        if message is None or incoming is None or person is None:
            return
        self._metrics.event(NAME, "command" if isinstance(incoming, Slash) else "message")
        if isinstance(incoming, Slash):
            await self._commands.run(message, incoming, person, me)
        elif isinstance(incoming, Chatter):
            await self._commands.hint(message, person)
        else:
            await self._asks.wish(message, incoming, person)

    async def _give_up(self, values: Mapping[str, Any]) -> None:
        """Says that something went wrong here."""
        message = Update.de_json(dict(values), None).message
        person = None if message is None else speaker(message)
        if message is not None and person is not None:
            words = self._desk.words(asker_of(person, message.chat.id).locale)
            await self._sender.say(spot_of(message), words("failure.us"))


def _is_ours(update: Mapping[str, Any], me: User | None) -> bool:
    """Whether an update shall be dealt with; what cannot be read is not."""
    if me is None:
        return False
    message = update.get("message")
    if isinstance(message, Mapping) and isinstance(message.get("chat"), Mapping) and message["chat"].get("type") == "private":
        return True  # whatever it is, it was said to the bot
    try:
        read = Update.de_json(dict(update), None)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        _LOG.warning("unreadable update: %s", type(error).__name__, extra={"platform": NAME})
        return False
    return read.callback_query is not None or (read.message is not None and read_message(read.message, me) is not None)
