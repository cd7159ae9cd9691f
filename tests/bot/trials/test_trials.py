"""The trials in their short form: what they count must hold here, too; how fast it goes is only measured by the whole form."""

from __future__ import annotations

import pytest

from tests.bot.trials.__main__ import TRIALS

pytestmark = pytest.mark.usefixtures("specs_folder")


@pytest.mark.parametrize("name", TRIALS)
def test_nobody_is_lost_and_nobody_is_served_twice(name: str) -> None:
    """Killed, told to stop, with many jobs in its queue, on platforms that fail: the bot answers all that it accepted, each once."""
    _, short = TRIALS[name]
    report = short.run()
    assert not report.broken, report.table()
