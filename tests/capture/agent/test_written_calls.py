"""A call to accessibility that is written once is the same bytes as one written anew."""

import pytest
from jeepney import DBusAddress, new_method_call

from capture.agent.desktop import atspi_calls
from capture.agent.desktop.atspi_calls import ACCESSIBLE, PROPERTIES, TEXT

REF = (":1.7", "/org/a11y/atspi/accessible/149")
CALLS = [
    ((ACCESSIBLE, "GetRole"), None, ()),
    ((ACCESSIBLE, "GetState"), None, ()),
    ((PROPERTIES, "Get"), "ss", (ACCESSIBLE, "Name")),
]


@pytest.mark.parametrize(("call", "signature", "body"), CALLS)
def test_only_the_serial_number_differs(call, signature, body):
    anew = new_method_call(DBusAddress(REF[1], REF[0], call[0]), call[1], signature, body)
    for serial in (1, 2, 255, 70_000, 2**31):
        kept = atspi_calls._message(REF, call, signature, body)
        assert kept.serialise(serial=serial) == anew.serialise(serial=serial)


def test_what_was_sent_does_not_change_by_the_next_sending():
    first = atspi_calls._message(REF, *CALLS[0])
    sent = first.serialise(serial=5)
    atspi_calls._message(REF, *CALLS[0]).serialise(serial=6)
    assert sent == first.serialise(serial=5)


def test_a_call_that_tells_the_length_of_a_text_is_not_kept():
    atspi_calls._written.cache_clear()
    atspi_calls._message(REF, (TEXT, "GetText"), "ii", (0, 17))
    assert atspi_calls._written.cache_info().currsize == 0
