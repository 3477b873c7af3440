"""Parts of a window have words in the language of the page."""

from django.utils import translation

from capture.agent.desktop.roles import ROLES
from pages.employee import elements


def test_only_parts_that_the_agent_can_name_have_words():
    assert set(elements.NAMES) - set(ROLES.values()) == {"text field"}  # the invented sample's


def test_a_part_is_said_in_the_language_of_the_page():
    with translation.override("de"):
        assert elements.named("push button") == "Schaltfläche"


def test_a_part_without_words_is_shown_as_it_was_recorded():
    assert elements.named("level bar") == "level bar"
