"""Stays to episodes: a copy for each grant, with that grant's kinds and applications alone.

Each grant has a reducer of its own, which sees only the events that this grant admits. Where a
grant is not there any more, or reads differently, what it had open is dropped, not closed.
"""

import os
import re
import secrets
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from capture.agent.clock import Clock
from capture.agent.desktop.browsers import is_browser
from capture.agent.events import (
    Admission,
    Covered,
    EpisodeSink,
    RawEvent,
    WindowChanged,
    WindowFacts,
)
from capture.agent.exclusions import Exclusions, OwnExclusions
from capture.agent.matching import application_in
from capture.agent.reducer import Reducer
from capture.protocol.content import ACTIONS_MAX, Action, Episode, part_of
from capture.protocol.lease import Grant
from capture.protocol.messages import Kind

STALE_SECONDS: Final = 2.0
"""An event that waited longer is dropped: nobody can tell any more where it belonged."""
_LANGUAGE: Final = re.compile(r"^([a-z]{2,3})(_[A-Z]{2})?")


def session_language() -> str:
    """Return the language of the person's session as a short tag, "en" where none is set."""
    chosen = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    found = _LANGUAGE.match(chosen)
    return found.group(1) if found else "en"


class _Stay:
    """What one grant has open in one window."""

    def __init__(self, grant: Grant, application: str, site: str | None, language: str) -> None:
        self.grant = grant
        self.reducer = Reducer(frozenset(grant.kinds), application)
        self._application = application
        self._site = site
        self._language = language
        self._actions: list[Action] = []
        self._when: tuple[str, str] | None = None

    def add(self, actions: list[Action], clock: Clock) -> list[Episode]:
        """Take actions; return the episodes that are full, or ended with the part of the day."""
        done: list[Episode] = []
        for action in actions:
            done.extend(self._ended_with_the_hour(clock))
            self._actions.append(action)
            if len(self._actions) == ACTIONS_MAX:
                done.extend(self.end(clock))
        return done

    def _ended_with_the_hour(self, clock: Clock) -> list[Episode]:
        now = self._day_and_part(clock)
        before, self._when = self._when, now
        if before is None or before == now or not self._actions:
            return []
        return [self._episode(*before)]

    def end(self, clock: Clock) -> list[Episode]:
        """Return the open episode, if it has any action, and begin a fresh one."""
        if not self._actions:
            return []
        return [self._episode(*(self._when or self._day_and_part(clock)))]

    def _episode(self, day: str, part: str) -> Episode:
        actions, self._actions = tuple(self._actions), []
        return Episode.model_validate(
            {
                "id": UUID(bytes=secrets.token_bytes(16), version=4),
                "purpose": self.grant.purpose,
                "version": self.grant.version,
                "epoch": self.grant.epoch,
                "application": self._application,
                "site": self._site,
                "language": self._language,
                "day": day,
                "part": part,
                "actions": actions,
            }
        )

    def _day_and_part(self, clock: Clock) -> tuple[str, str]:
        local = clock.wall().astimezone(ZoneInfo(self.grant.hours.zone))
        return local.date().isoformat(), part_of(local.hour).value


class Stays:
    """Takes raw events in their order and hands closed episodes to the sink.

    Not for several threads at once: whoever owns it holds a lock.
    """

    def __init__(
        self,
        admission: Admission,
        sink: EpisodeSink,
        clock: Clock,
        own: OwnExclusions,
        language: str | None = None,
    ) -> None:
        """Begin with no window.

        Args:
            admission: asked before each event.
            sink: takes closed episodes.
            clock: source of the day and its part.
            own: the person's own exclusions.
            language: short tag; None: the language of the session.
        """
        self._admission = admission
        self._sink = sink
        self._clock = clock
        self._own = own
        self._language = language or session_language()
        self._window: WindowFacts | None = None
        self._site: str | None = None
        self._arrived_from: tuple[str, str] | None = None
        self._open: dict[Grant, _Stay] = {}

    def wanted(self) -> frozenset[Kind]:
        """Return the kinds that may be recorded in the present window now; mostly none."""
        grants = self._grants(self._clock.boottime())
        return frozenset(kind for grant in grants for kind in grant.kinds)

    def feed(self, event: RawEvent) -> None:
        """Take one raw event."""
        if isinstance(event, Covered):
            self.discard()
        elif self._clock.boottime() - event.moment > STALE_SECONDS:
            return
        elif isinstance(event, WindowChanged):
            self._window_changed(event)
        else:
            self._record(event)

    def discard(self) -> None:
        """Drop everything that is open; the window stays known."""
        self._open.clear()

    def _window_changed(self, event: WindowChanged) -> None:
        if self._is_other(event):
            self._close_all()
            before, self._arrived_from = self._arrived_from, _program(event.window)
            self._window, self._site = event.window, event.site
            self._record(event, arrived=before != self._arrived_from)
        else:
            self._window = event.window
            self._record(event)

    def _is_other(self, event: WindowChanged) -> bool:
        old, new = self._window, event.window
        if old is None or new is None:
            return old is not new
        same = (old.window_id, old.pid, old.wm_class, old.executable) == (
            *(new.window_id, new.pid, new.wm_class, new.executable),
        )
        return not same or self._site != event.site

    def _record(self, event: RawEvent, *, arrived: bool = False) -> None:
        grants = self._grants(event.moment)
        for gone in [grant for grant in self._open if grant not in grants]:
            del self._open[gone]
        for grant in grants:
            stay = self._open.get(grant)
            if stay is None:
                stay = self._begin(grant, event.moment, arrived=arrived)
            if stay is not None:
                self._keep(stay, stay.reducer.reduce(event))

    def _begin(self, grant: Grant, moment: float, *, arrived: bool) -> _Stay | None:
        window = self._window
        application = application_in(grant, window) if window is not None else None
        if application is None:
            return None
        stay = _Stay(grant, application.name, self._site, self._language)
        self._open[grant] = stay
        if arrived:
            self._keep(stay, stay.reducer.arrive())
        self._keep(stay, stay.reducer.reduce(WindowChanged(moment, window, self._site)))
        return stay

    def _keep(self, stay: _Stay, actions: list[Action]) -> None:
        own = self._own.current()
        kept = [action for action in actions if own is not None and not own.exclude_action(action)]
        for episode in stay.add(kept, self._clock):
            self._sink.add(episode)

    def _close_all(self) -> None:
        """End the stays whose grant still holds; whatever else is open is dropped."""
        grants = self._grants(self._clock.boottime()) if self._open else ()
        stays, self._open = self._open, {}
        for grant, stay in stays.items():
            if grant in grants:
                self._keep(stay, stay.reducer.close())
                for episode in stay.end(self._clock):
                    self._sink.add(episode)

    def _grants(self, moment: float) -> tuple[Grant, ...]:
        """Return the grants that allowed the event when it came, and still do now."""
        window, own = self._window, self._own.current()
        if window is None or own is None or own.exclude_window(window, self._site):
            return ()
        then = self._admission.grants_for(window, self._site, moment)
        now = self._clock.boottime()
        if then and now != moment:
            still = self._admission.grants_for(window, self._site, now)
            then = tuple(grant for grant in then if grant in still)
        return tuple(grant for grant in then if _names_it(grant, window, own))


def _names_it(grant: Grant, window: WindowFacts, own: Exclusions) -> bool:
    application = application_in(grant, window)
    if application is None or own.exclude_application(application.name):
        return False
    # a browser listed like an ordinary program would be recorded on every site
    return application.frame_suffix is not None or not is_browser(window)


def _program(window: WindowFacts | None) -> tuple[str, str] | None:
    return (window.wm_class, window.executable) if window is not None else None
