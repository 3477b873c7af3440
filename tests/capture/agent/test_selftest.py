"""The self-test finds what must not appear, and says when it can show nothing."""

import re

import pytest

from capture.agent import selftest
from capture.agent.selftest import NotRecording, SelfTest
from capture.protocol.content import Episode, TypeText
from tests.capture.protocol.making import episode


class Person:
    """Somebody who types each word; the spool takes those of the steps that record."""

    def __init__(self, *recorded):
        self.recorded, self.spool, self.said, self.step = recorded, [], [], -1

    def say(self, line):
        self.said.append(line)

    def wait(self):
        self.step += 1
        word = re.findall(r"[a-z]{5}[0-9]{4}", "\n".join(self.said))[-1]
        if self.step in self.recorded:
            text = TypeText(role="text", field=None, text=f"Note: {word}!", why=None)
            made = episode().model_dump() | {"actions": (text,)}
            self.spool.append(Episode.model_validate(made))

    def test(self):
        return SelfTest(lambda: list(self.spool), self.say, self.wait).run()


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(selftest, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(selftest, "SETTLE_SECONDS", 0.02)


def test_a_good_agent_passes_and_shows_what_it_recorded():
    person = Person(0)
    assert person.test()
    assert sum("Nothing of it appeared." in line for line in person.said) == 4
    assert any("Note: " in line for line in person.said)


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_whatever_appears_that_must_not_is_found(step):
    person = Person(0, step)
    assert not person.test()
    assert any("MUST NOT" in line for line in person.said)


def test_an_agent_that_records_nothing_proves_nothing():
    with pytest.raises(NotRecording):
        Person().test()
