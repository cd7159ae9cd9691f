"""The gateway: websocket sessions with heartbeat, zlib stream, resume, and every way of losing them."""

from __future__ import annotations

import asyncio
import itertools
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import WSMsgType, web

from tests.bot.discord_server.tables import read_tables

_PRIVILEGED: Final = (1 << 1) | (1 << 8) | (1 << 15)
"""Intents that Discord grants only after a review: members, presences, message content."""


class Wire:
    """One connection; zlib-stream is one shared context in which every message ends with a sync flush."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self._deflater = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None
        self._request = request
        self.socket = socket

    async def send(self, payload: Mapping[str, Any]) -> bool:
        """Whether it was written to an open socket."""
        text = json.dumps(payload)
        if self.socket.closed or self._request.transport is None or self._request.transport.is_closing():
            return False
        try:
            if self._deflater is None:
                await self.socket.send_str(text)
            else:
                await self.socket.send_bytes(self._deflater.compress(text.encode()) + self._deflater.flush(zlib.Z_SYNC_FLUSH))
        except ConnectionError:
            return False
        return True

    def abort(self) -> None:
        """Breaks the connection without a word."""
        if self._request.transport is not None:
            self._request.transport.abort()


@dataclass(eq=False)
class Session:
    """What outlives a connection: numbered events, to be replayed after a resume."""

    id: str
    shard: tuple[int, int]
    wire: Wire | None = None
    seq: int = 0
    sent: list[dict[str, Any]] = field(default_factory=list)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while events are written: they go out in the order of their numbers, the replayed ones first."""


class Gateway:
    """All sessions of the bot."""

    def __init__(self, token: str, deviations: list[str], heartbeat: float) -> None:
        self._token = token
        self._deviations = deviations
        self.heartbeat = heartbeat
        """Seconds that a new connection is told."""
        self._tables = read_tables()
        self._numbers = itertools.count(1)
        self._sessions: dict[str, Session] = {}
        self.ready: Callable[[tuple[int, int], str], tuple[dict[str, Any], list[dict[str, Any]]]]
        self.accepts_token = True
        self.intents_allowed = True
        self.heartbeats = 0
        self.identified: list[dict[str, Any]] = []
        self.resumed = 0

    @property
    def sessions(self) -> list[Session]:
        """The latest session of each shard."""
        return list({session.shard: session for session in self._sessions.values()}.values())

    @property
    def connected(self) -> bool:
        """Whether a bot listens on every shard."""
        live = [session for session in self.sessions if session.wire is not None and not session.wire.socket.closed]
        return bool(live) and len({session.shard[0] for session in live}) == live[0].shard[1]

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, from hello to goodbye."""
        socket = web.WebSocketResponse(max_msg_size=1 << 16)
        await socket.prepare(request)
        if request.query.get("v") != "10" or request.query.get("encoding") != "json":
            self._deviations.append(f"gateway: version or encoding in {request.query_string}")
        wire = Wire(request, socket)
        await wire.send({"op": 10, "d": {"heartbeat_interval": int(self.heartbeat * 1000)}, "s": None, "t": None})
        session: Session | None = None
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    session = await self._take(wire, session, message.data)
        finally:
            if session is not None and session.wire is wire:
                session.wire = None
        return socket

    async def _take(self, wire: Wire, session: Session | None, text: str) -> Session | None:
        payload = json.loads(text)
        if len(text.encode()) > 4096:
            self._deviations.append(f"gateway: a payload of {len(text.encode())} bytes")
        match payload.get("op"):
            case 1:
                if not (payload["d"] is None or isinstance(payload["d"], int)):
                    self._deviations.append("gateway: a heartbeat without a number")
                self.heartbeats += 1
                await wire.send({"op": 11, "d": None, "s": None, "t": None})
            case 2:
                return await self._identify(wire, payload["d"])
            case 6:
                return await self._resume(wire, payload["d"])
            case 3:
                pass
            case op:
                self._deviations.append(f"gateway: opcode {op}")
        return session

    async def _identify(self, wire: Wire, asked: dict[str, Any]) -> Session | None:
        self._deviations += [f"gateway: {problem}" for problem in self._tables.problems("identify", asked)]
        if asked["token"] != self._token or not self.accepts_token:
            await wire.socket.close(code=4004, message=b"Authentication failed.")
            return None
        if asked["intents"] & _PRIVILEGED or not self.intents_allowed:
            await wire.socket.close(code=4014, message=b"Disallowed intent(s).")
            return None
        self.identified.append({name: value for name, value in asked.items() if name != "token"})
        shard = (int(asked.get("shard", (0, 1))[0]), int(asked.get("shard", (0, 1))[1]))
        session = Session(f"session{next(self._numbers)}", shard, wire)
        self._sessions[session.id] = session
        ready, guilds = self.ready(shard, session.id)
        if "shard" in asked:
            ready["shard"] = list(shard)
        await self._dispatch(session, "READY", ready)
        for guild in guilds:
            await self._dispatch(session, "GUILD_CREATE", guild)
        return session

    async def _resume(self, wire: Wire, asked: dict[str, Any]) -> Session | None:
        self._deviations += [f"gateway: {problem}" for problem in self._tables.problems("resume", asked)]
        session = self._sessions.get(str(asked["session_id"]))
        if session is None or asked["token"] != self._token or asked["seq"] > session.seq:
            await wire.send({"op": 9, "d": False, "s": None, "t": None})
            return None
        self.resumed += 1
        async with session.turn:
            session.wire = wire
            for payload in [one for one in session.sent if one["s"] > asked["seq"]]:
                await wire.send(payload)
        await self._dispatch(session, "RESUMED", {})
        return session

    async def _dispatch(self, session: Session, event: str, data: dict[str, Any]) -> bool:
        self._deviations += [f"server: {event}: {problem}" for problem in self._tables.event_problems(event, data)]
        async with session.turn:
            session.seq += 1
            payload = {"op": 0, "t": event, "s": session.seq, "d": data}
            session.sent.append(payload)
            return session.wire is not None and await session.wire.send(payload)

    async def emit(self, event: str, data: dict[str, Any], guild_id: int = 0) -> bool:
        """Whether somebody got it now; a session that is away gets it when it resumes."""
        for session in self.sessions:
            if (guild_id >> 22) % session.shard[1] == session.shard[0]:
                return await self._dispatch(session, event, data)
        return False

    async def repeat_last(self, event: str) -> None:
        """Sends the latest event of that name again, under a new number, as happens around a resume."""
        for session in self.sessions:
            payload = next((one for one in reversed(session.sent) if one["t"] == event), None)
            if payload is not None:
                await self._dispatch(session, event, payload["d"])

    async def tell(self, op: int, data: Any = None) -> None:
        """A bare opcode to everybody: 7 asks to reconnect, 9 ends the session (`data`: may it be resumed), 1 asks for a heartbeat."""
        for session in self.sessions:
            if op == 9 and not data:
                self._sessions.pop(session.id)
            if session.wire is not None:
                await session.wire.send({"op": op, "d": data, "s": None, "t": None})

    async def drop(self, code: int = 0) -> None:
        """Breaks all connections: with a close code, or without a word. The sessions can be resumed."""
        for session in self.sessions:
            if session.wire is not None and code:
                await session.wire.socket.close(code=code)
            elif session.wire is not None:
                session.wire.abort()
                session.wire = None

    async def close(self) -> None:
        """The end of the server."""
        for session in self._sessions.values():
            if session.wire is not None:
                await asyncio.wait_for(session.wire.socket.close(code=1001), 1.0)
