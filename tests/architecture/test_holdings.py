"""Every table with something of a person is covered by a holding."""

from django.apps import apps

from governance.directory.models import Employee, User
from governance.holdings.registry import all_holdings

OURS = ("governance", "training", "redaction")
OF_STAFF_AS_SUCH = {"Purpose", "PurposeVersion", "Approval", "Opinion", "Suspension", "Stop"}
"""What somebody did in a staff role stays with the purpose or the stop: the role's own record."""
IN_PASSING = {"Enrolment"}
"""Ten minutes long; the row goes when it ends."""


def of_a_person(model) -> bool:
    fields = model._meta.get_fields()
    names = {field.name for field in fields if hasattr(field, "attname")}
    points = {field.related_model for field in fields if field.is_relation and field.concrete}
    return model in {Employee, User} or "owner" in names or bool(points & {Employee, User})


def test_no_table_of_a_person_is_without_a_holding():
    covered = {model for holding in all_holdings() for model in holding.models}
    personal = {
        model
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if of_a_person(model)
    }
    left = {model.__name__ for model in personal - covered} - OF_STAFF_AS_SUCH - IN_PASSING
    assert left == set()


def test_holdings_have_names_of_their_own():
    names = [holding.name for holding in all_holdings()]
    assert len(names) == len(set(names))
