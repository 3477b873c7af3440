"""No certificate is signed while a destroyed key can be read in a file of the key store."""

from datetime import timedelta

from governance import clock
from governance.consent import decisions
from governance.erasure import run
from governance.erasure.models import Erasure, ErasureState
from governance.keys.models import WeekKey
from tests.governance.keys.key_files import a_reader, lies_in_files
from tests.redaction import batches
from training.models import Episode

MINUTE = timedelta(seconds=61)


def test_the_certificate_waits_for_a_reader(person, device):
    batches.work(batches.accept(person, device))
    wrapped = bytes(WeekKey.objects.get(pk=Episode.objects.get().key).wrapped)
    with a_reader():
        decisions.withdraw(person, "bookings")
        run.advance(Erasure.objects.get().pk)
        with clock.shifted(MINUTE):
            assert run.advance(Erasure.objects.get().pk) == ErasureState.ROWS_GONE
    with clock.shifted(MINUTE):
        assert run.advance(Erasure.objects.get().pk) == ErasureState.DONE
    assert not lies_in_files(wrapped)
