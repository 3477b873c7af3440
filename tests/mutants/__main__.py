"""Takes each guard out of a copy of the product and shows which named test goes red.

`.venv/bin/python -m tests.mutants [WORD ...]` takes all, or those whose name holds a word. It
takes about three minutes and is no part of the test run; `test_catalogue` is.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.mutants.catalogue import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]


def copied(folder: Path) -> None:
    """Copy what belongs to the product, as it is now, without its state."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def passes(folder: Path, test: str) -> bool:
    """Run one test in the copy.

    Raises:
        RuntimeError: it did not run at all.
    """
    command = [sys.executable, "-m", "pytest", "-q", "-x", test]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{test} did not run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode == 0


def survives(folder: Path, mutant: Mutant) -> bool:
    """Take the guard out, run its tests, put it back; return whether any test did not notice."""
    file = folder / mutant.path
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        green = [test for test in mutant.red if passes(folder, test)]
    finally:
        file.write_text(whole, encoding="utf-8")
    for test in mutant.red:
        print(f"{'NOT SEEN' if test in green else 'red':9} without {mutant.name}: {test}")
    return bool(green)


def main(words: list[str]) -> int:
    """Return 0 where every chosen test is green as it is and red without its guard."""
    chosen = [one for one in MUTANTS if not words or any(word in one.name for word in words)]
    with tempfile.TemporaryDirectory(prefix="sayso-mutants-") as name:
        folder = Path(name)
        copied(folder)
        for test in sorted({test for one in chosen for test in one.red}):
            if not passes(folder, test):
                print(f"red as it is: {test}")
                return 2
        survived = [survives(folder, mutant) for mutant in chosen]  # all, not up to the first
        return int(any(survived))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
