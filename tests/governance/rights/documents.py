"""Writes the tables of `docs/requests.md` from the code.

Run `python -m tests.governance.rights.documents`. Everything between two marks
is replaced; the words around them are written by hand.
"""

import re
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "requests.md"


def moves() -> str:
    """Return the table of moves."""
    from governance.rights.moves import MOVES

    lines = ["| move | from | to | who | needs | what it does |", "|---|---|---|---|---|---|"]
    for move in MOVES:
        states = ", ".join(f"`{state}`" for state in sorted(move.states))
        needs = [
            *(["reason"] if move.reason else []),
            *(["text"] if move.text else []),
            *(["compliance agrees"] if move.countersigned else []),
        ]
        to = f"`{move.to}`" if move.to else "as before"
        cells = (f"`{move.name}`", states, to, move.role, ", ".join(needs), move.consequence)
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines)


def reasons() -> str:
    """Return the table of reasons."""
    from governance.rights.reasons import BY_MOVE

    lines = ["| move | code | words |", "|---|---|---|"]
    for move, words in BY_MOVE.items():
        lines += [f"| `{move}` | `{code}` | {text} |" for code, text in words.items()]
    return "\n".join(lines)


def terms() -> str:
    """Return the table of terms."""
    from governance.packs.load import codes, pack

    lines = [
        "| pack | answer | longer by | told within | stands for | free day | source | reviewed |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for code in codes():
        found = pack(code)
        clock = found.clock
        own = "" if clock.statutory else " (our own term)"
        ack = f"{clock.ack.n} {clock.ack.unit}" if clock.ack else ""
        cells = (
            f"`{code}`",
            f"{clock.respond} {clock.unit}{own}",
            clock.extend or "never",
            ack,
            ", ".join(clock.stop_clock or ()) or "nothing",
            "next working day" if clock.roll_weekend else "as it is",
            clock.source,
            found.reviewed_by or "by nobody",
        )
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines)


TABLES = {"moves": moves, "reasons": reasons, "terms": terms}


def written(text: str) -> str:
    """Return the document with its tables as the code says."""
    for name, table in TABLES.items():
        pattern = rf"(<!-- {name} -->\n).*?(<!-- end -->)"
        made = table().replace("\\", "\\\\")
        text = re.sub(pattern, rf"\g<1>{made}\n\g<2>", text, flags=re.DOTALL)
    return text


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
