"""The self-test: the person tries what must never be recorded, and sees that nothing appeared.

It asks the running agent what would be sent, and looks for words that were typed while it
watched. A first word that must appear proves that the agent was recording at all.
"""

import secrets
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

from capture.agent import preview
from capture.agent.control import NotRunning
from capture.agent.words import _
from capture.protocol.content import Episode

LOOK_SECONDS: Final = 1.0
"""So often the spool is looked at during a step: an upload between two looks would hide it."""
SETTLE_SECONDS: Final = 2.0
STEMS: Final = ("amber", "birch", "coral", "delta", "ember", "fjord", "grove", "heron")


class Expected(StrEnum):
    """What a step must leave behind."""

    THE_WORD = "the word"
    NO_WORD = "no word"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to try; `{word}` in the text is what the person types."""

    title: str
    text: str
    expected: Expected


STEPS: Final = (
    Step(
        _("What is recorded"),
        _("Open a program that you allowed, type {word} into an ordinary field, and come back."),
        Expected.THE_WORD,
    ),
    Step(
        _("A private window"),
        _("Open a private window of your browser, type {word} into a page, and come back."),
        Expected.NO_WORD,
    ),
    Step(
        _("A password field"),
        _("Type {word} into a password field, do not send it, and come back."),
        Expected.NO_WORD,
    ),
    Step(
        _("A locked screen"),
        _("Lock the screen, type {word} as a wrong password, unlock it, and come back."),
        Expected.NO_WORD,
    ),
    Step(
        _("A pause"),
        _(
            "Press Ctrl+Alt+P, type {word} where you typed the first word, come back, and press "
            "Enter before you end the pause."
        ),
        Expected.NOTHING,
    ),
)


class NotRecording(Exception):
    """The first word did not appear, so that the other steps would show nothing."""


@dataclass
class Watch:
    """Gathers every episode that appears in the spool while a step is tried."""

    look: Callable[[], Sequence[Episode]]
    seen: dict[UUID, Episode] = field(default_factory=dict)
    before: set[UUID] = field(default_factory=set)

    def begin(self) -> None:
        """Forget what is there already."""
        self.seen.clear()
        self.before = {one.id for one in self.look()}

    def take(self) -> None:
        """Add what appeared since."""
        self.seen.update({one.id: one for one in self.look() if one.id not in self.before})

    def during(self, wait: Callable[[], object]) -> list[Episode]:
        """Return what appeared until `wait` came back, and for a moment after."""
        self.begin()
        ended = threading.Event()

        def watch() -> None:
            with suppress(NotRunning):  # the last look says so
                while not ended.wait(LOOK_SECONDS):
                    self.take()

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        wait()
        ended.wait(SETTLE_SECONDS)
        ended.set()
        thread.join()
        self.take()
        return list(self.seen.values())


@dataclass(frozen=True, slots=True)
class SelfTest:
    """Leads the person through the steps.

    Attributes:
        look: returns what would be sent now.
        say: writes a line for the person.
        wait: comes back when the person says so.
    """

    look: Callable[[], Sequence[Episode]]
    say: Callable[[str], None]
    wait: Callable[[], object]

    def run(self) -> bool:
        """Try every step; return whether all was as it must be.

        Raises:
            NotRecording: the first word did not appear.
        """
        results = [self._try(step) for step in STEPS]  # every one, also after a failure
        return all(results)

    def _try(self, step: Step) -> bool:
        word = _word()
        self.say(f"\n{step.title}")
        self.say(step.text.format(word=word))
        found = Watch(self.look).during(self._press_enter)
        with_word = [one for one in found if word in preview.as_json([one]).casefold()]
        if step.expected is Expected.THE_WORD:
            if not with_word:
                raise NotRecording
            self.say(_("It was recorded, as it should be:"))
            self._show(with_word)
            return True
        wrong = found if step.expected is Expected.NOTHING else with_word
        if wrong:
            self.say(_("THIS APPEARED AND MUST NOT. Pause, and tell the help desk:"))
            self._show(wrong)
            return False
        self.say(_("Nothing of it appeared."))
        return True

    def _press_enter(self) -> None:
        self.say(_("Then press Enter here."))
        self.wait()

    def _show(self, episodes: Iterable[Episode]) -> None:
        self.say(preview.as_text(episodes))


def _word() -> str:
    """Return a word that nobody types by chance."""
    return f"{secrets.choice(STEMS)}{secrets.randbelow(9000) + 1000}"
