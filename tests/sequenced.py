"""The log of a test in its own process is sequenced whenever somebody asks for a checkpoint.

In the running product the sequencer does it every second; there a lease waits for its proof that
long. `late` is for tests of that second.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest


@contextmanager
def always() -> Iterator[None]:
    """Let the real sequencer run before a checkpoint is read."""
    from governance.audit import evidence, sequencer

    real: Callable = evidence.newest

    def newest(*args, **more):
        with suppress(sequencer.Blocked):  # another thread of the test is still to commit, or
            sequencer.run()  # the log stands still, which here, too, keeps nobody from reading
        return real(*args, **more)

    newest.real = real
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evidence, "newest", newest)
        yield


@contextmanager
def late() -> Iterator[None]:
    """Leave entries unsequenced until the test calls the sequencer."""
    from governance.audit import evidence

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evidence, "newest", getattr(evidence.newest, "real", evidence.newest))
        yield
