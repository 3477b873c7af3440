"""Ties a program's life to its parent's, then becomes that program (Linux).

Run as a script with the parent's process number and the command. The kernel kills the program
when the parent ends, however it ends: see PR_SET_PDEATHSIG in prctl(2).
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Set the tie, see that the parent is still there, and run the command."""
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() == parent:  # else it ended before the tie was set
        os.execvp(command[0], command)


if __name__ == "__main__":
    main()
