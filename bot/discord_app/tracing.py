"""How long Discord takes to answer each call, for the figures; the names of calls hold neither ids nor tokens."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Final

import aiohttp

from bot.metrics import Metrics

_WORDS: Final = frozenset(
    {"interactions", "callback", "webhooks", "messages", "@original", "channels", "applications", "commands", "guilds"}
    | {"users", "@me", "oauth2", "gateway", "bot"}
)
"""Parts of Discord's paths that are names; everything else is an id or a token."""


def call_name(method: str, path: str) -> str:
    """``PATCH webhooks/{}/{}/messages/@original`` for the path of a call; what comes before the first name (``/api/v10``) is left out."""
    parts = [part if part in _WORDS else "{}" for part in path.split("/") if part]
    while parts and parts[0] == "{}":
        del parts[0]
    return f"{method} {'/'.join(parts)}".strip()


def call_timer(metrics: Metrics) -> aiohttp.TraceConfig:
    """A `TraceConfig` that counts each call, for the library's HTTP client."""

    async def begun(_session: aiohttp.ClientSession, context: SimpleNamespace, _call: aiohttp.TraceRequestStartParams) -> None:
        context.begun = asyncio.get_running_loop().time()

    async def ended(_session: aiohttp.ClientSession, context: SimpleNamespace, call: aiohttp.TraceRequestEndParams) -> None:
        _count(metrics, context, call_name(call.method, call.url.path), call.response.status)

    async def failed(_session: aiohttp.ClientSession, context: SimpleNamespace, call: aiohttp.TraceRequestExceptionParams) -> None:
        _count(metrics, context, call_name(call.method, call.url.path), 0)

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(begun)
    trace.on_request_end.append(ended)
    trace.on_request_exception.append(failed)
    return trace


def _count(metrics: Metrics, context: SimpleNamespace, name: str, status: int) -> None:
    """`status`: of HTTP, 0 where no answer came. The opening of the gateway (101) is no call."""
    if status != 101:
        metrics.platform_call("discord", name, asyncio.get_running_loop().time() - context.begun, status)
