"""`manage.py keys`: lists, rotates, retires and replaces signing keys; wraps the key store anew."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from governance.audit import key_entries, key_orders
from governance.audit.acts import Act
from governance.errors import Refusal
from governance.keys import rewrap, rotation, signers
from governance.keys.models import SigningKey
from governance.keys.short_memory import COPIES_LIVE
from governance.signing import Use

PATIENCE = 15.0  # seconds for the sequencer to answer an order
LOOK = 0.5


class Command(BaseCommand):
    """Births and deaths of keys, each an entry of the log (docs/keys.md)."""

    help = "List, rotate, retire or replace signing keys; change the wrapping key."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the arguments."""
        todo = parser.add_subparsers(dest="todo", required=True)
        todo.add_parser("list", help="print each signing key, its use and its days")
        for name, told in (
            ("rotate", "announce the next key of a use; the old one signs on for the overlap"),
            ("lost", "replace the key of a use at once: it was lost, or others know it"),
        ):
            todo.add_parser(name, help=told).add_argument("use", choices=[*Use])
        retire = todo.add_parser("retire", help="destroy the private half of a key")
        retire.add_argument("key", help="its id, behind -- where it begins with a dash")
        wrapping = todo.add_parser("rewrap", help="wrap every key anew, for a new wrapping key")
        wrapping.add_argument(
            "--settle",
            type=float,
            default=COPIES_LIVE + 1,
            help="seconds to wait for processes that use the old one; 0 where Sayso is stopped",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it; a refusal ends with 1 and its code."""
        try:
            getattr(self, f"_{options['todo']}")(options)
        except Refusal as refusal:
            raise CommandError(f"Refused: {refusal} (docs/keys.md)") from refusal

    def _list(self, _options: dict[str, Any]) -> None:
        for use in Use:
            living = {row.id for row in signers.living(use)}
            for row in signers.rows(use):
                ended = "lost" if row.lost else "retired"
                end = f"{ended} {row.retired}" if row.id not in living else "living"
                starts = row.starts.date() if row.starts else row.born
                self.stdout.write(f"{use:12} {row.id}  born {row.born}  signs from {starts}  {end}")

    def _rotate(self, options: dict[str, Any]) -> None:
        use = Use(options["use"])
        key = self._ordered("rotate") if use is Use.LOG else rotation.rotate(use).id
        starts = SigningKey.objects.get(pk=key).starts
        self._entered(f"{key} is announced and signs from {starts} on.")

    def _lost(self, options: dict[str, Any]) -> None:
        use = Use(options["use"])
        key = self._ordered("lost") if use is Use.LOG else rotation.lost(use).id
        self._entered(f"{key} signs now. Read docs/keys.md: what has to be compared again.")

    def _retire(self, options: dict[str, Any]) -> None:
        row = SigningKey.objects.filter(pk=options["key"]).first()
        of_log = row is not None and row.use == Use.LOG
        key = self._ordered("retire", options["key"]) if of_log else self._retired(options["key"])
        self._entered(f"{key} is retired. What it signed stays verifiable.")

    def _retired(self, key: str) -> str:
        return rotation.retire(key).id

    def _ordered(self, act: str, key: str = "") -> str:
        """Order something of the sequencer, which alone has the key of the log, and wait."""
        number, end = key_orders.place(act, key), time.monotonic() + PATIENCE
        while not (said := key_orders.answer(number)):
            if time.monotonic() > end:
                raise CommandError(
                    "The sequencer does not answer. It does this once it runs: manage.py sequence"
                )
            time.sleep(LOOK)
        if not SigningKey.objects.filter(pk=said).exists():
            raise CommandError(f"Refused: {said} (docs/keys.md)")
        return said

    def _entered(self, words: str) -> None:
        key_entries.enter()
        self.stdout.write(words)

    def _rewrap(self, options: dict[str, Any]) -> None:
        new = rewrap.begin()
        key_entries.write(Act.KEY_BORN, new)
        self._run()
        if options["settle"]:
            self.stdout.write("Waiting until no process uses the old key ...")
            time.sleep(options["settle"])
            self._run()
        rewrap.end()
        key_entries.write(Act.KEY_DIED, f"before:{new}")
        self.stdout.write(
            "Every key is wrapped by the new wrapping key, and the file of the old one is "
            "destroyed. Make a backup now: older ones of the key store open with the old key alone."
        )

    def _run(self) -> None:
        done = rewrap.run()
        self.stdout.write(f"{done:,} keys wrapped anew.")
