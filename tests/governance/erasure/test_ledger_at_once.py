"""Lines of the deletion ledger that are added at once each get a number of their own."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connections, transaction

from governance.keys import ledger
from governance.keys.models import Deletion


def test_lines_added_at_once_stay_one_chain(lasting_company):
    before = Deletion.objects.count()

    def add(number: int) -> None:
        try:
            for turn in range(10):
                with transaction.atomic(using="keys"):
                    ledger.append([{"row": f"{number}-{turn}"}])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(add, range(6)))
    numbers = list(Deletion.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, before + 61))
