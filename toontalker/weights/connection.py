"""How addresses are opened: http and https with verified certificates, and redirects that are looked at."""

from __future__ import annotations

import ssl
import urllib.request
from functools import lru_cache
from http.client import HTTPMessage
from typing import IO
from urllib.parse import urlsplit

from toontalker.errors import DownloadFailed
from toontalker.weights.address import fault_of, is_loopback


def opener_for(address: str) -> urllib.request.OpenerDirector:
    """What opens `address`: http and https with verified certificates and nothing else; no proxy for this very machine."""
    opener = urllib.request.OpenerDirector()
    proxies = urllib.request.ProxyHandler({} if is_loopback(address) else None)
    secure = urllib.request.HTTPSHandler(context=_context())
    for handler in (
        proxies,
        secure,
        urllib.request.HTTPHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.UnknownHandler(),
        _Redirects(),
    ):
        opener.add_handler(handler)
    return opener


@lru_cache(maxsize=1)
def _context() -> ssl.SSLContext:
    """TLS as Python sets it up for clients; the certificates of the system are read once."""
    return ssl.create_default_context()


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects, and only to where the file could have been asked for in the first place."""

    max_redirections = 5

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        """The request to the new address; raises `DownloadFailed` for one that is not https."""
        if fault := fault_of(newurl, came_from=req.full_url):
            fp.close()
            raise DownloadFailed(f"{urlsplit(req.full_url).hostname} sends on to {newurl[:200]}, which {fault}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)
