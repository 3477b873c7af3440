"""Writes all of something to a file: the system may take less at a time than it is given.

A key of which a part was written opens nothing, and what it sealed would be lost.
"""

import errno
import os


def write(descriptor: int, data: bytes) -> None:
    """Write all of it.

    Raises:
        OSError: the disk takes no more.
    """
    rest = memoryview(data)
    while rest:
        taken = os.write(descriptor, rest)
        if not taken:
            raise OSError(errno.ENOSPC, "nothing was taken")
        rest = rest[taken:]


def unbroken(descriptor: int) -> str:
    """Return a line's end if the last write was cut off, so that the next line stands alone."""
    size = os.fstat(descriptor).st_size
    return "" if size == 0 or os.pread(descriptor, 1, size - 1) == b"\n" else "\n"
