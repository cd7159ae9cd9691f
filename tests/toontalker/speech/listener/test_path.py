"""The likeliest way through a chain of states."""

from __future__ import annotations

from itertools import product

import numpy as np

from toontalker.speech.listener.path import Chain, likeliest


def _chain() -> Chain:
    """a, an optional pause (class 0), b; each one state."""
    return Chain(
        classes=np.array([1, 0, 2]),
        unit=np.array([0, 1, 2]),
        stay=np.array([-0.2, -0.3, -0.4], np.float32),
        leave=np.array([-1.0, -0.5, -0.7], np.float32),
        skip=np.array([0, 0, 1]),
    )


def _by_trying_all(posteriors: np.ndarray[tuple[int, int], np.dtype[np.float32]], chain: Chain) -> tuple[int, ...]:
    """Every sequence of states that the chain allows, from the first or the second unit on, to the end."""
    best = -np.inf
    winner: tuple[int, ...] = ()
    for states in product(range(3), repeat=len(posteriors)):
        if states[0] == 2 or states[-1] != 2:
            continue
        total = posteriors[0, chain.classes[states[0]]]
        for before, state, heard in zip(states[:-1], states[1:], posteriors[1:], strict=True):
            if state == before:
                total += chain.stay[before]
            elif state == before + 1 or (before, state) == (0, 2):
                total += chain.leave[before]
            else:
                total = -np.inf
            total += heard[chain.classes[state]]
        if total > best:
            best, winner = total, states
    return winner


def test_no_way_is_likelier_than_the_one_that_is_found() -> None:
    """It is the best of all, found by trying all, for many random posteriors."""
    draw = np.random.default_rng(3)
    chain = _chain()
    for _ in range(40):
        posteriors = np.log(draw.dirichlet(np.ones(3), 6)).astype(np.float32)
        path = likeliest(posteriors, chain, last_optional=0)
        assert path is not None
        assert tuple(path.units) == _by_trying_all(posteriors, chain)


def test_too_few_frames_have_no_way() -> None:
    """Two sounds do not fit into one frame; the optional pause may be left out, so two are enough."""
    posteriors = np.zeros((2, 3), np.float32)
    assert likeliest(posteriors, _chain(), last_optional=0) is not None
    chain = Chain(np.arange(3), np.arange(3), np.zeros(3, np.float32), np.zeros(3, np.float32), np.zeros(3, np.intp))
    assert likeliest(posteriors[:1], chain, last_optional=0) is None
