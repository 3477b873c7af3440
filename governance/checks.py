"""Start-up checks of the ground."""

from collections.abc import Sequence

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution

from governance.audit import witnesses
from governance.leases import installation
from governance.packs.load import codes, unreviewed


@register(Tags.database)
def sqlite_begins_immediate(app_configs: object, **_kwargs: object) -> Sequence[CheckMessage]:
    """Refuse SQLite whose transactions do not begin IMMEDIATE: the consent fence needs it."""
    return [
        Error(
            f"Database {alias} is SQLite without transaction_mode=IMMEDIATE.",
            hint="Set OPTIONS['transaction_mode'] = 'IMMEDIATE'; without it late rows get through.",
            id="sayso.E001",
        )
        for alias, database in settings.DATABASES.items()
        if "sqlite" in database["ENGINE"]
        and database.get("OPTIONS", {}).get("transaction_mode") != "IMMEDIATE"
    ]


@register(Tags.database)
def key_store_is_apart(app_configs: object, **_kwargs: object) -> Sequence[CheckMessage]:
    """Refuse one database for both: a copy of it would open what it holds."""
    main, keys = settings.DATABASES["default"], settings.DATABASES["keys"]
    same = all(main.get(part) == keys.get(part) for part in ("ENGINE", "NAME", "HOST", "PORT"))
    hint = "Point KEYS_DATABASE_URL at another file, or at another PostgreSQL cluster."
    return (
        [Error("Main database and key store are one.", hint=hint, id="sayso.E002")] if same else []
    )


@register(Tags.database)
def databases_are_ours(
    app_configs: object, databases: Sequence[str] | None = None, **_kwargs: object
) -> Sequence[CheckMessage]:
    """Refuse a database of another installation, which knows none of our devices."""
    alias = installation.complaint() if databases else ""
    if not alias:
        return []
    variable = {"default": "DATABASE_URL", "keys": "KEYS_DATABASE_URL"}[alias]
    hint = f"Look where {variable} leads. Both databases must be of the same installation."
    words = "Main database and key store are of two installations."
    return [Error(words, hint=hint, id="sayso.E003")]


@register()
def witnesses_are_readable(app_configs: object, **_kwargs: object) -> Sequence[CheckMessage]:
    """Refuse a witness that is not written as it must be: no lease would count."""
    try:
        witnesses.named()
    except witnesses.WitnessUnreadable as error:
        hint = "SAYSO_WITNESSES: name+mark+key https://address [outside], separated by commas."
        return [Error(str(error), hint=hint, id="sayso.E004")]
    return []


@register(Tags.security, deploy=True)
def packs_are_reviewed(app_configs: object, **_kwargs: object) -> Sequence[CheckMessage]:
    """Warn where the settings accept legal rules that nobody has reviewed.

    Without the setting no purpose comes into force on them (`packs.load.refuse_unreviewed`).
    """
    if not settings.ACCEPT_UNREVIEWED_PACKS or not (names := unreviewed(codes())):
        return []
    hint = "Let a lawyer review governance/packs/law, then unset SAYSO_ACCEPT_UNREVIEWED_PACKS."
    words = f"Legal rules that nobody has reviewed may go live: {', '.join(names)}."
    return [Caution(words, hint=hint, id="sayso.W020")]
