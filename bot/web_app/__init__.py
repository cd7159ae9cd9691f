"""The local page: a chat in the browser, with the same desk and the same journal as the other front ends.

The owner of a job is a random session that a cookie names; nobody else sees its clips. What the page shows after a reload comes from
the journal: the end of a job stands in its placeholder (`bot.web_app.states`), and this room remembers nothing itself.
"""

from __future__ import annotations

from bot.web_app.app import WebApp

__all__ = ["WebApp"]
