"""The routes that an interaction's token opens: its answer, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.bot.discord_server.call import Call
from tests.bot.discord_server.clock import Clock
from tests.bot.discord_server.model import Interaction, Message
from tests.bot.discord_server.payloads import message_json
from tests.bot.discord_server.posting import Posting, Refused
from tests.bot.discord_server.rules import modal_problems

ACK_SECONDS: Final = 3.0
"""Within which an interaction wants its answer."""
TOKEN_SECONDS: Final = 900.0
"""How long its token lives."""
FOLLOWUPS: Final = 5
"""How many more messages an app may send that the person alone has installed."""
_FITTING: Final[Mapping[int, frozenset[int]]] = {
    2: frozenset({4, 5, 9}),
    3: frozenset({4, 5, 6, 7, 9}),
    4: frozenset({8}),
    5: frozenset({4, 5, 6, 7}),
}
"""Kind of interaction → types of answer that it takes."""


@dataclass(eq=False)
class InteractionRoutes:
    """Callback and webhook of interactions."""

    clock: Clock
    posting: Posting
    interactions: dict[str, Interaction]
    """By token."""
    application_id: int
    deviations: list[str]

    def callback(self, call: Call) -> tuple[int, Any]:
        """The first answer: within three seconds, and once."""
        interaction = self.interactions.get(call.operation.names["interaction_token"])
        if interaction is None or interaction.id != call.id_of("interaction_id"):
            raise Refused(404, 10062, "Unknown interaction")
        if interaction.callback is not None:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        seconds = call.at - interaction.sent
        if seconds > ACK_SECONDS:
            raise Refused(404, 10062, "Unknown interaction")
        kind = call.body["type"]
        if kind not in _FITTING[interaction.kind] or (kind in (6, 7) and interaction.clicked is None):
            self.deviations.append(f"callback: an answer of type {kind} to an interaction of kind {interaction.kind}")
            raise Refused(400, 50035, "Invalid Form Body")
        message = self._answer(interaction, kind, call)
        interaction.callback, interaction.ack_seconds = kind, seconds
        if call.query.get("with_response") not in ("1", "true"):
            return 204, None
        return 200, self._told(interaction, kind, message)

    def _answer(self, interaction: Interaction, kind: int, call: Call) -> Message | None:
        data = call.body.get("data") or {}
        match kind:
            case 4:
                interaction.answer = self.posting.create(interaction.channel, call, data, interaction)
                return interaction.answer
            case 5:
                interaction.answer = self.posting.defer(interaction, int(data.get("flags") or 0))
                return interaction.answer
            case 6:
                interaction.answer = interaction.clicked
            case 7:
                assert interaction.clicked is not None
                if interaction.clicked.deleted:
                    raise Refused(404, 10008, "Unknown Message")
                self.posting.change(interaction.clicked, call, data)
                interaction.answer = interaction.clicked
                return interaction.clicked
            case 8:
                interaction.choices = data.get("choices") or []
            case 9:
                self.deviations += [f"callback: {problem}" for problem in modal_problems(data)]
                interaction.modal = data
        return None

    def _told(self, interaction: Interaction, kind: int, message: Message | None) -> dict[str, Any]:
        told: dict[str, Any] = {"id": str(interaction.id), "type": interaction.kind, "channel_id": str(interaction.channel.id)}
        if interaction.channel.guild is not None:
            told["guild_id"] = str(interaction.channel.guild.id)
        if message is not None:
            told |= {
                "response_message_id": str(message.id),
                "response_message_loading": message.loading,
                "response_message_ephemeral": message.ephemeral,
            }
        resource = {"type": kind, "message": message_json(message)} if message is not None and kind in (4, 7) else None
        return {"interaction": told} | ({"resource": resource} if resource else {})

    def _alive(self, call: Call) -> Interaction:
        interaction = self.interactions.get(call.operation.names["webhook_token"])
        if interaction is None or call.id_of("webhook_id") != self.application_id or interaction.callback is None:
            raise Refused(404, 10015, "Unknown Webhook")
        if call.at - interaction.sent > TOKEN_SECONDS:
            raise Refused(401, 50027, "Invalid Webhook Token")
        return interaction

    def _message(self, call: Call) -> Message:
        interaction = self._alive(call)
        reachable = [interaction.answer, *interaction.followups, interaction.clicked]
        wanted = call.operation.names.get("message_id")
        message = interaction.answer if wanted is None else next((one for one in reachable if one and str(one.id) == wanted), None)
        if message is None or message.deleted or message.channel.gone:
            raise Refused(404, 10008, "Unknown Message")
        return message

    def read_answer(self, call: Call) -> tuple[int, Any]:
        """A message that the token reaches."""
        return 200, message_json(self._message(call))

    def edit_answer(self, call: Call) -> tuple[int, Any]:
        """Edits it."""
        message = self._message(call)
        self.posting.change(message, call, call.body)
        return 200, message_json(message)

    def delete_answer(self, call: Call) -> tuple[int, Any]:
        """Deletes it."""
        self._message(call).deleted = True
        return 204, None

    def follow_up(self, call: Call) -> tuple[int, Any]:
        """One more message; while the answer still says "is thinking", this one takes its place."""
        interaction = self._alive(call)
        if interaction.channel.gone:
            raise Refused(404, 10003, "Unknown Channel")
        if interaction.answer is not None and interaction.answer.loading:
            self.posting.change(interaction.answer, call, call.body)
            return 200, message_json(interaction.answer)
        if not interaction.from_guild and len(interaction.followups) >= FOLLOWUPS:
            raise Refused(400, 40094, "Reached the limit of follow-up messages")
        message = self.posting.create(interaction.channel, call, call.body, interaction)
        interaction.followups.append(message)
        return (200, message_json(message)) if call.query.get("wait") in ("1", "true") else (204, None)
