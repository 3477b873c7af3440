"""The moves of a request, as a table: documents and tests come from it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.audit.acts import Role
from governance.rights.models import State

OPEN = frozenset(
    {State.RECEIVED, State.IDENTITY_CHECK, State.NEEDS_INFO, State.ASSESSING, State.EXECUTING}
)
"""States in which an answer is still due."""
ENDED = frozenset(set(State) - OPEN)
BEFORE_IT_RUNS = frozenset(
    {State.RECEIVED, State.IDENTITY_CHECK, State.NEEDS_INFO, State.ASSESSING}
)


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table.

    Attributes:
        states: from where it goes.
        to: where it leads; None where the state stays or an earlier one comes back.
        role: who takes it; the system's are taken by a worker alone.
        label: what its button says.
        consequence: what it does, in a sentence beside the button.
        reason: a code of `reasons.BY_MOVE` is needed.
        text: a plain text for the person is needed.
        countersigned: the compliance officer must agree before the state moves.
        step: it is taken through `machine.step`; others have an act of their own.
    """

    name: str
    states: frozenset[State]
    to: State | None
    role: Role
    label: Promise
    consequence: Promise
    reason: bool = False
    text: bool = False
    countersigned: bool = False
    step: bool = True


MOVES: tuple[Move, ...] = (
    Move(
        "match",
        frozenset({State.RECEIVED, State.IDENTITY_CHECK}),
        State.IDENTITY_CHECK,
        Role.HR,
        _("Say who asks"),
        _("The request is tied to a row of the directory, or to none. Then two people confirm."),
        step=False,
    ),
    Move(
        "confirm",
        frozenset({State.IDENTITY_CHECK}),
        State.ASSESSING,
        Role.HR,
        _("Confirm who asks"),
        _("You answer for it that the person who asks is the one named. Two people must."),
        step=False,
    ),
    Move(
        "execute",
        frozenset({State.ASSESSING}),
        State.EXECUTING,
        Role.HR,
        _("Erase everything"),
        _(
            "A worker goes through every place on the list and erases. This cannot be undone. The "
            "person gets a certificate, you get its hash."
        ),
    ),
    Move(
        "ask_person",
        frozenset({State.RECEIVED, State.IDENTITY_CHECK, State.ASSESSING}),
        State.NEEDS_INFO,
        Role.HR,
        _("Ask the person something"),
        _("The person gets your question by mail. The term stops only where the law says so."),
        reason=True,
        text=True,
    ),
    Move(
        "go_on",
        frozenset({State.NEEDS_INFO}),
        None,
        Role.HR,
        _("The answer is here, go on"),
        _("The request goes back to where it was. Days on which the term stood are added."),
    ),
    Move(
        "extend",
        BEFORE_IT_RUNS,
        None,
        Role.HR,
        _("Extend the term"),
        _("Possible once, and only before the term ends. The person is told why, by mail."),
        reason=True,
        text=True,
    ),
    Move(
        "answer_in_part",
        frozenset({State.ASSESSING}),
        State.EXECUTING,
        Role.HR,
        _("Erase in part"),
        _(
            "All that was recorded is erased; the proofs of what the person decided are kept. The "
            "compliance officer must agree. The person is told why, and where to complain."
        ),
        reason=True,
        text=True,
        countersigned=True,
    ),
    Move(
        "refuse",
        frozenset({State.IDENTITY_CHECK, State.NEEDS_INFO, State.ASSESSING}),
        State.REFUSED,
        Role.HR,
        _("Refuse"),
        _(
            "Nothing is erased. The compliance officer must agree. The person is told why, and "
            "where to complain."
        ),
        reason=True,
        text=True,
        countersigned=True,
    ),
    Move(
        "take_back",
        BEFORE_IT_RUNS,
        State.TAKEN_BACK,
        Role.EMPLOYEE,
        _("Take the request back"),
        _("The request ends and nothing is erased. You can ask again at any time."),
    ),
    Move(
        "begin",
        frozenset({State.EXECUTING}),
        None,
        Role.SYSTEM,
        _("Erasing begins"),
        _("A worker ends what was allowed and begins to erase."),
        step=False,
    ),
    Move(
        "fulfil",
        frozenset({State.EXECUTING}),
        State.FULFILLED,
        Role.SYSTEM,
        _("Everything is erased"),
        _("The certificate is signed and the person is told."),
        step=False,
    ),
    Move(
        "fulfil_in_part",
        frozenset({State.EXECUTING}),
        State.PARTLY_FULFILLED,
        Role.SYSTEM,
        _("Erased in part"),
        _("The certificate is signed and the person is told what was kept, and why."),
        step=False,
    ),
)
"""Every move there is. What is not in it cannot happen."""

BY_NAME: dict[str, Move] = {move.name: move for move in MOVES}
