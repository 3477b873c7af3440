"""Runs verify.py's witness with other figures, or so that it dies at a step as kill -9 would.

    odd_witness.py FIGURES DIES witness --folder ...

FIGURES is JSON: names of the module and their values. DIES counts lines: from the moment on when a
push was read, the process ends itself with SIGKILL before the so many-th line that keeps, signs or
answers; 0 for never. What it answered, and lived, it says with how many lines that took.
"""

import json
import os
import signal
import sys
import threading

sys.path.insert(0, os.getcwd())  # noqa: PTH109 (as a program begins, not a path to work with)
import verify

STEPS = {"_cosign", "_line", "_keep", "durably", "_add_line", "answer"}


class Dying:
    """Counts the lines that a thread runs in the steps of a cosignature."""

    def __init__(self, dies: int) -> None:
        self.dies, self.lines = dies, 0

    def begun(self, frame, event, _argument):
        inside = frame.f_code.co_filename == verify.__file__ and event == "call"
        return self.line if inside and frame.f_code.co_name in STEPS else None

    def line(self, frame, event, _argument):
        if event == "line":
            self.lines += 1
            if self.lines == self.dies:
                os.kill(os.getpid(), signal.SIGKILL)
        elif event == "return" and frame.f_code.co_name == "answer":
            print(f"lived {self.lines}", flush=True)
        return self.line


def main() -> int:
    figures, dies, *words = sys.argv[1:]
    for name, value in json.loads(figures).items():
        assert hasattr(verify, name)
        setattr(verify, name, value)
    if int(dies):
        threading.settrace(Dying(int(dies)).begun)
    return verify.main(words)


if __name__ == "__main__":
    sys.exit(main())
