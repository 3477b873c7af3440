"""A column that points to a person is in a holding, or stands here with the reason why not."""

from django.apps import apps

from governance.holdings.registry import all_holdings

OURS = ("keys", "governance", "training", "redaction", "demo")
PERSONAL = {
    *("owner", "employee", "user", "email", "device", "login", "host", "name"),
    *("owner_user", "author", "by", "person", "thumbprint"),
}
EXPLAINED = {
    "keys.PersonKey": "erasure destroys it through the ring; it is in no copy for the person",
    "keys.WeekKey": "as above: destroying it is how a person's data ends",
    "governance.Figure": "its name is the name of a figure",
    "governance.AuditWitness": "the name of a computer",
    "governance.Unit": "a department: its name is nobody's",
    "governance.Purpose": "who wrote it acted for the company",
    "governance.PurposeVersion": "as above",
    "governance.Approval": "whoever approves answers for it in a staff role",
    "governance.Opinion": "as above",
    "governance.Suspension": "as above",
    "governance.Stop": "as above",
}
OF_PACKAGES = {
    "auth.Group": "roles",
    "auth.Permission": "what a role may do",
    "account.EmailAddress": "how somebody signs in; goes with the login",
    "account.EmailConfirmation": "as above",
    "mfa.Authenticator": "as above: second factors and passkeys",
    "usersessions.UserSession": "as above: the person's list of sessions",
    "sessions.Session": "as above",
    "contenttypes.ContentType": "names of tables",
}


def covered() -> set[str]:
    return {model._meta.label for holding in all_holdings() for model in holding.models}


def personal(model) -> bool:
    return bool(PERSONAL & {field.name for field in model._meta.concrete_fields})


def test_every_column_of_a_person_is_held_or_explained():
    found = {
        model._meta.label
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if personal(model)
    }
    assert found - covered() == set(EXPLAINED)


def test_no_package_brings_a_table_that_nobody_thought_of():
    found = {model._meta.label for model in apps.get_models() if model._meta.app_label not in OURS}
    assert found <= set(OF_PACKAGES)
