"""The REST interface: every request is read, checked, done, and its answer checked too."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from aiohttp import web

from tests.bot.discord_server.bot_routes import BotRoutes
from tests.bot.discord_server.call import Call, read_body
from tests.bot.discord_server.clock import Clock
from tests.bot.discord_server.faults import Fault, Faults
from tests.bot.discord_server.interaction_routes import InteractionRoutes
from tests.bot.discord_server.posting import Refused
from tests.bot.discord_server.spec import Spec

PREFIX: Final = "/api/v10"
"""What stands before every route."""
_WEBHOOK: Final = "/webhooks/{webhook_id}/{webhook_token}"
_COMMANDS: Final = "/applications/{application_id}/commands"
_GUILD_COMMANDS: Final = "/applications/{application_id}/guilds/{guild_id}/commands"
_CHANNEL: Final = "/channels/{channel_id}"
Deed: TypeAlias = Callable[[Call], tuple[int, Any]]


def routes_of(bot: BotRoutes, interactions: InteractionRoutes) -> dict[tuple[str, str], tuple[str, Deed]]:
    """Method and template → our short name of the route, and what it does."""
    answer, other = f"{_WEBHOOK}/messages/@original", f"{_WEBHOOK}/messages/{{message_id}}"
    message = f"{_CHANNEL}/messages/{{message_id}}"
    return {
        ("GET", "/users/@me"): ("me", bot.me),
        ("GET", "/oauth2/applications/@me"): ("application", bot.application),
        ("GET", "/applications/@me"): ("application", bot.application),
        ("GET", "/gateway"): ("gateway", bot.gateway),
        ("GET", "/gateway/bot"): ("gateway", bot.gateway),
        ("GET", _COMMANDS): ("list commands", bot.list_commands),
        ("PUT", _COMMANDS): ("set commands", bot.set_commands),
        ("GET", _GUILD_COMMANDS): ("list commands", bot.list_commands),
        ("PUT", _GUILD_COMMANDS): ("set commands", bot.set_commands),
        ("POST", "/users/@me/channels"): ("open dm", bot.open_dm),
        ("GET", _CHANNEL): ("channel", bot.channel),
        ("POST", f"{_CHANNEL}/messages"): ("send", bot.send),
        ("GET", message): ("read message", bot.read_message),
        ("PATCH", message): ("edit message", bot.edit_message),
        ("DELETE", message): ("delete message", bot.delete_message),
        ("POST", "/interactions/{interaction_id}/{interaction_token}/callback"): ("callback", interactions.callback),
        ("POST", _WEBHOOK): ("follow up", interactions.follow_up),
        ("GET", answer): ("read answer", interactions.read_answer),
        ("PATCH", answer): ("edit answer", interactions.edit_answer),
        ("DELETE", answer): ("delete answer", interactions.delete_answer),
        ("GET", other): ("read answer", interactions.read_answer),
        ("PATCH", other): ("edit answer", interactions.edit_answer),
        ("DELETE", other): ("delete answer", interactions.delete_answer),
    }


@dataclass(eq=False)
class Rest:
    """All routes."""

    clock: Clock
    spec: Spec
    token: str
    faults: Faults
    routes: Mapping[tuple[str, str], tuple[str, Deed]]
    deviations: list[str]
    calls: list[Call] = field(default_factory=list)
    """Every request so far."""
    refuses_token: bool = False
    """Whether the bot's token is no longer good."""

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One request."""
        path = request.path.removeprefix(PREFIX)
        operation = self.spec.find(request.method, path)
        if operation is None or (operation.method, operation.template) not in self.routes:
            self.deviations.append(f"rest: {request.method} {operation.template if operation else path}")
            return self._error(Refused(404, 0, "404: Not Found"))
        route, deed = self.routes[operation.method, operation.template]
        body, files, problems = await read_body(request)
        call = Call(operation, route, body, dict(request.query), files, request.headers, self.clock(), problems=problems)
        self.calls.append(call)
        fault = self.faults.strike(route, call)
        if fault is not None and not fault.done_first:
            return await self._broken(request, call, fault)
        response = self._done(call, deed)
        if fault is not None:
            return await self._broken(request, call, fault)
        call.status = response.status
        return response

    def _done(self, call: Call, deed: Deed) -> web.Response:
        try:
            self._check(call)
            status, answer = deed(call)
        except Refused as refused:
            return self._error(refused)
        problems = self.spec.answer_problems(call.operation, status, answer)
        self.deviations += [f"server: {call.route}: {problem}" for problem in problems]
        # Exactly this type: with a charset behind it discord.py takes the body for plain text.
        body = None if answer is None else json.dumps(answer).encode()
        return web.Response(status=status, body=body, content_type="application/json" if body else None, headers=self._budget())

    def _check(self, call: Call) -> None:
        given = call.headers.get("Authorization")
        if given not in (None, f"Bot {self.token}") or (call.operation.needs_bot and given is None) or (given and self.refuses_token):
            raise Refused(401, 0, "401: Unauthorized")
        if not call.operation.needs_bot and given is not None:
            self.deviations.append(f"{call.route}: the token of the bot where that of the interaction is enough")
        if given and not call.headers.get("User-Agent", "").startswith("DiscordBot ("):
            self.deviations.append(f"{call.route}: no user agent of a bot")
        problems = call.problems + self.spec.request_problems(call.operation, call.body, call.query)
        if problems:
            self.deviations += [f"{call.route}: {problem}" for problem in problems]
            raise Refused(400, 50035, f"Invalid Form Body: {problems[0]}")

    def _error(self, refused: Refused) -> web.Response:
        body = json.dumps({"message": refused.message, "code": refused.code}).encode()
        return web.Response(status=refused.status, body=body, content_type="application/json", headers=self._budget())

    def _budget(self) -> dict[str, str]:
        reset = {"X-RateLimit-Reset": f"{self.clock() + 1:.3f}", "X-RateLimit-Reset-After": "1.000"}
        return {"X-RateLimit-Limit": "5", "X-RateLimit-Remaining": "4", "X-RateLimit-Bucket": "loopback"} | reset

    async def _broken(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        if fault.hang:
            await asyncio.sleep(fault.hang)
        call.status = fault.status
        if not fault.status:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        if fault.status == 429:
            told = {"message": "You are being rate limited.", "retry_after": fault.retry_after, "global": False}
            # Without a Via header discord.py takes it for a ban by the network in front of Discord.
            headers = {"Via": "1.1 google", "Retry-After": str(math.ceil(fault.retry_after)), "X-RateLimit-Scope": "user"}
            return web.Response(status=429, body=json.dumps(told).encode(), content_type="application/json", headers=headers)
        if fault.code:
            return self._error(Refused(fault.status, fault.code, "scripted"))
        return web.Response(status=fault.status, text="upstream connect error", content_type="text/plain")
