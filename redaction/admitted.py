"""Compares the inside of a batch with its envelope and with what the purpose version lists."""

import re
from typing import Final

from governance.purposes.facts import Facts
from governance.purposes.models import PurposeVersion
from redaction.content import KIND_OF, AppSwitch, Content, Episode, Shortcut
from redaction.faults import ContentFault, ContentRefused
from redaction.models import InboxBatch

_NAMED = (
    "ctrl alt shift super altgr space backspace tab enter pause escape home left up right down "
    "page_up page_down end print_screen insert menu delete"
)
KEYS: Final = frozenset(re.findall(r"\S+", _NAMED)) | {f"f{number}" for number in range(1, 25)}
"""Names of keys; every other key is one printable ASCII sign."""


def check(batch: InboxBatch, content: Content) -> dict[tuple[str, int], Facts]:
    """Return the facts of each purpose version in a batch.

    Raises:
        ContentRefused: an epoch that the envelope did not name, an unknown version, or a kind,
            application or site that the version does not list.
    """
    named = {(ref["purpose"], ref["epoch"]) for ref in batch.epochs}
    found: dict[tuple[str, int], Facts] = {}
    for episode in content.episodes:
        if (episode.purpose, str(episode.epoch)) not in named:
            raise ContentRefused(ContentFault.MALFORMED)
        name = (episode.purpose, episode.version)
        if name not in found:
            found[name] = _facts(*name)
        _check_episode(episode, found[name])
    return found


def _facts(purpose: str, number: int) -> Facts:
    version = PurposeVersion.objects.filter(purpose=purpose, number=number).first()
    if version is None:
        raise ContentRefused(ContentFault.CONSENT_ENDED)
    return version.facts


def _check_episode(episode: Episode, facts: Facts) -> None:
    listed = {application.name: application for application in facts.applications}
    application = listed.get(episode.application)
    if application is None:
        raise ContentRefused(ContentFault.APPLICATION_NOT_ALLOWED)
    is_browser = application.frame_suffix is not None
    if is_browser != (episode.site is not None) or not _site_listed(episode.site, facts.sites):
        raise ContentRefused(ContentFault.SITE_NOT_ALLOWED)
    for action in episode.actions:
        if KIND_OF[action.do] not in facts.kinds:
            raise ContentRefused(ContentFault.KIND_NOT_ALLOWED)
        if isinstance(action, AppSwitch) and action.to not in listed:
            raise ContentRefused(ContentFault.APPLICATION_NOT_ALLOWED)
        if isinstance(action, Shortcut) and not all(map(_is_key, action.keys)):
            raise ContentRefused(ContentFault.MALFORMED)


def _is_key(name: str) -> bool:
    return name in KEYS or (len(name) == 1 and name.isascii() and name.isprintable())


def _site_listed(site: str | None, patterns: tuple[str, ...]) -> bool:
    return site is None or pattern_of(site, patterns) is not None


def pattern_of(site: str, patterns: tuple[str, ...]) -> str | None:
    """Return the listed pattern that a host fits: itself, or `*.` and the end of it.

    The pattern is what is stored, since a host below it can be the name of a person.
    """
    host = site.lower().rstrip(".")
    for pattern in patterns:
        wanted = pattern.lower()
        if host == wanted or (wanted.startswith("*.") and host.endswith(wanted[1:])):
            return wanted
    return None
