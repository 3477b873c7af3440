"""Work in a child of the test's own process, which never comes back into the test.

A child that returned, or whose error went up to pytest, would go on with all tests that follow,
on the files and databases of its parent.
"""

import os
import sys
import traceback
from collections.abc import Callable

from django.db import connections


def begun(work: Callable[..., object], *arguments: object) -> int:
    """Begin work in a child, and return the id of its process."""
    connections.close_all()  # a child that ended them would end them for its parent, too
    if child := os.fork():
        return child
    status = 1
    try:
        work(*arguments)
        status = 0
    except BaseException:  # noqa: BLE001 (a child tells and ends)
        traceback.print_exc(file=sys.stderr)
        sys.stderr.flush()
    finally:
        os._exit(status)


def ended(child: int) -> int:
    """Wait for the end of a child; return what `waitpid` says of it: 0 where its work is done."""
    return os.waitpid(child, 0)[1]


def in_child(work: Callable[..., object], *arguments: object) -> int:
    """Do work in a child; return how that ended, as `ended` does."""
    return ended(begun(work, *arguments))
