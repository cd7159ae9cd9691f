"""Taking jobs in: once for each key, within the caps."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from gpu_worker.journal import Busy, Failure, Job, Journal, NewJob

New = Callable[..., Job]


def test_a_job_comes_back_as_it_was_handed_in(journal: Journal) -> None:
    """Every field survives, text of any script among them, and the job waits."""
    photo = journal.save_photo(b"bytes of a photo")
    request = {"text": "Grüße, 你好 🎉 \x00 \ud800", "voice": "male", "size": 256, "strength": 0.5}
    job = journal.add(NewJob("t:1:2", "t:1", "t:-100", '{"message": 2}', photo, request, 42.5))
    assert journal.get(job.id) == job
    assert (job.key, job.owner, job.chat, job.reply_to, job.deadline) == ("t:1:2", "t:1", "t:-100", '{"message": 2}', 42.5)
    assert job.request == request
    assert (job.state, job.attempts, job.told, job.over) == ("queued", 0, False, False)
    assert job.photo == photo
    assert photo.read_bytes() == b"bytes of a photo"


def test_the_same_key_again_is_the_same_job(journal: Journal, new: New) -> None:
    """A redelivered message gets the job as it stands now, with its first photo, and changes nothing."""
    first = new(journal, key="k")
    claimed = journal.claim("w/0", lease=60, fresh=False)
    again = new(journal, owner="somebody else", key="k")
    assert again == claimed
    assert again.photo == first.photo
    assert journal.counts().queued == 0


def test_the_same_key_from_many_threads_is_one_job(journal: Journal, new: New) -> None:
    """Ten deliveries at the same moment make one job."""
    barrier = threading.Barrier(10)
    ids: list[str] = []

    def deliver() -> None:
        barrier.wait(timeout=30)
        ids.append(new(journal, key="k").id)

    threads = [threading.Thread(target=deliver) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(ids) == 10
    assert len(set(ids)) == 1
    assert journal.counts().queued == 1


@pytest.mark.parametrize(
    ("cap", "sentence"),
    [
        ({"per_owner": 2}, "You already have 2 clips in the making; please send the next one when one of them is there."),
        ({"per_owner": 1}, "You already have one clip in the making"),
        ({"per_chat": 2}, "This chat already has 2 clips in the making"),
        ({"total": 2}, "2 clips are in the making already, more than can be done soon; please try again later."),
    ],
)
def test_a_cap_refuses_with_its_sentence(open_here: Callable[..., Journal], new: New, cap: dict[str, int], sentence: str) -> None:
    """The job beyond the cap is refused; waiting and running ones count."""
    journal = open_here(**cap)
    for _ in range(next(iter(cap.values()))):
        new(journal)
    journal.claim("w/0", lease=60, fresh=False)
    with pytest.raises(Busy) as refused:
        new(journal)
    assert sentence in str(refused.value)
    counts = journal.counts()
    assert counts.queued + counts.running == next(iter(cap.values()))


def test_caps_of_one_do_not_touch_another(open_here: Callable[..., Journal], new: New) -> None:
    """Another person in another chat is taken in while the first is refused, and a known key is never refused."""
    journal = open_here(per_owner=1, per_chat=1)
    first = new(journal, owner="a", chat="1", key="k")
    new(journal, owner="b", chat="2")
    with pytest.raises(Busy, match="This chat"):
        new(journal, owner="c", chat="1")
    assert new(journal, owner="a", chat="1", key="k").id == first.id


def test_an_ended_job_makes_room(open_here: Callable[..., Journal], new: New) -> None:
    """What is over no longer counts, even before its person was told."""
    journal = open_here(per_owner=1, per_chat=1, total=1)
    new(journal)
    job = journal.claim("w/0", lease=60, fresh=False)
    assert job is not None
    assert journal.fail(job.id, "w/0", Failure("user", "No face was found."))
    assert new(journal).state == "queued"


def test_caps_hold_against_many_threads(open_here: Callable[..., Journal], new: New) -> None:
    """Of ten messages of one person at the same moment as many are taken in as the cap says."""
    journal = open_here(per_owner=3)
    barrier = threading.Barrier(10)
    refused: list[str] = []

    def send() -> None:
        barrier.wait(timeout=30)
        try:
            new(journal)
        except Busy as error:
            refused.append(str(error))

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert (journal.counts().queued, len(refused)) == (3, 7)


def test_a_photo_from_elsewhere_is_a_bug(journal: Journal, tmp_path: Path) -> None:
    """The journal deletes photos, so it takes only those it has saved itself."""
    photo = journal.save_photo(b"photo")
    fine = NewJob("k", "a", "chat", "{}", photo, {}, 60.0)
    outside = tmp_path / "holiday.jpg"
    outside.write_bytes(b"mine")
    for wrong in (outside, tmp_path / "jobs" / "photo", photo.parent / "deeper" / "photo"):
        with pytest.raises(ValueError, match="not a photo of a job"):
            journal.add(dataclasses.replace(fine, photo=wrong))
    assert journal.counts().queued == 0


def test_a_discarded_photo_is_gone(journal: Journal) -> None:
    """Whoever was refused removes the photo with its folder; a second time does no harm."""
    photo = journal.save_photo(b"photo")
    for _ in range(2):
        journal.discard(photo)
        assert not photo.parent.exists()
