"""`manage.py purpose load` and `purpose approve`: the acts on purposes, until they have pages."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from governance.audit.acts import Role
from governance.directory.models import User
from governance.errors import Refusal
from governance.purposes import approvals, proposals, versions
from governance.purposes.models import PurposeVersion, Verdict, VersionState


class Command(BaseCommand):
    """Proposes versions of purposes, and takes the words on them."""

    help = "Propose a purpose from a file; approve or refuse what is proposed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the arguments."""
        todo = parser.add_subparsers(dest="todo", required=True)
        loading = todo.add_parser("load", help="propose the next version from a file")
        loading.add_argument("file", type=Path)
        loading.add_argument("--email", required=True, help="who proposes it")
        approving = todo.add_parser("approve", help="approve the version that is proposed")
        approving.add_argument("slug")
        approving.add_argument("--email", required=True, help="who approves it")
        approving.add_argument("--role", required=True, choices=[*Role])
        approving.add_argument("--refuse", action="store_true", help="refuse instead")
        approving.add_argument("--note", default="")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do the act.

        Raises:
            CommandError: the act is refused, or file, user or version are not there.
        """
        try:
            version = _load(options) if options["todo"] == "load" else _approve(options)
        except proposals.ProposalUnreadable as refusal:
            raise CommandError(f"{refusal.message} {', '.join(refusal.where)}") from refusal
        except Refusal as refusal:
            raise CommandError(f"{refusal.message} {refusal.remedy}") from refusal
        self.stdout.write(f"{version.purpose_id} version {version.number}: {version.state}")


def _load(options: dict[str, Any]) -> PurposeVersion:
    try:
        text = options["file"].read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError("The file cannot be read.") from error
    proposal = proposals.read(text)
    return versions.propose(proposal.slug, proposal.facts, _user(options["email"]))


def _approve(options: dict[str, Any]) -> PurposeVersion:
    version = PurposeVersion.objects.filter(
        purpose=options["slug"], state=VersionState.PROPOSED
    ).first()
    if version is None:
        raise CommandError("No version of this purpose waits for approval.")
    verdict = Verdict.REFUSED if options["refuse"] else Verdict.APPROVED
    role = Role(options["role"])
    return approvals.decide(version, _user(options["email"]), role, verdict, options["note"])


def _user(email: str) -> User:
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        raise CommandError("Nobody signs in with this address.")
    return user
