"""Reads a proposed purpose from a file: the slug in the browser's address, and its facts."""

from typing import Annotated

import yaml
from django.utils.translation import gettext_lazy as _
from pydantic import Field, ValidationError

from governance.errors import Refusal
from governance.purposes.facts import Fact, Facts


class ProposalUnreadable(Refusal):
    """The text is no proposal; `where` names the keys that are wrong."""

    code = "proposal-unreadable"
    message = _("This file does not describe a purpose.")
    remedy = _("Compare it with demo/bookings.yaml.")

    def __init__(self, where: tuple[str, ...]) -> None:
        self.where = where


class Proposal(Fact):
    """What somebody proposes."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
    facts: Facts


def read(text: str) -> Proposal:
    """Read a proposal from YAML.

    Raises:
        ProposalUnreadable: not YAML, or a key is missing, unknown or of the wrong shape.
    """
    try:
        return Proposal.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise ProposalUnreadable(("YAML",)) from error
    except ValidationError as error:
        places = (".".join(str(part) for part in found["loc"]) for found in error.errors())
        raise ProposalUnreadable(tuple(sorted(set(places)))) from error
