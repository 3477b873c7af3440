"""`manage.py audit`: check the whole log, print its public keys, print its fingerprint."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from governance.audit import checkpoints, known, sequencer, verifying
from governance.audit.models import AuditTree
from governance.audit.verifying_progress import Part
from governance.keys import signers
from governance.leases import trust
from governance.signing import Use


class Command(BaseCommand):
    """Checks the log of the database against itself and the checkpoints outside."""

    help = "Check the whole log, or print the keys with which others check it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the arguments."""
        todo = parser.add_subparsers(dest="todo", required=True)
        checking = todo.add_parser("verify", help="check every entry, tile and checkpoint")
        checking.add_argument("--quiet", action="store_true", help="print no progress")
        checking.add_argument(
            "--resume", action="store_true", help="go on with closed parts where it was broken off"
        )
        todo.add_parser("key", help="print the public keys of the log (C2SP)")
        todo.add_parser("fingerprint", help="print what devices are compared with, on paper")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, and end with 1 when something does not fit."""
        if options["todo"] == "key":
            self._keys()
            return
        if options["todo"] == "fingerprint":
            for paper in trust.papers(known.of()):
                self.stdout.write(f"{paper.fingerprint}  {', '.join(paper.approvers)}")
            return
        shown = _silent if options["quiet"] else self._progress
        findings = verifying.check(shown, resume=options["resume"])
        for finding in findings:
            self.stdout.write(str(finding))
        state = sequencer.state()
        if findings:
            self.stdout.write(f"The log does not fit: {len(findings)} findings.")
            sys.exit(1)
        self.stdout.write(f"The log is whole: {state.size:,} entries, {state.waiting:,} waiting.")

    def _progress(self, part: Part, done: int, total: int) -> None:
        self.stderr.write(f"{done:,} of {total:,} {part}")

    def _keys(self) -> None:
        held = AuditTree.objects.filter(pk=1).first()
        name = held.origin if held else checkpoints.origin()
        for public in signers.trusted_keys(Use.LOG).values():
            self.stdout.write(checkpoints.verifier_key(name, public))


def _silent(_part: Part, _done: int, _total: int) -> None:
    """Say nothing."""
