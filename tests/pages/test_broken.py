"""What a page answers where nobody foresaw it: a database that is away is no bug."""

import pytest
from django.db import DataError, OperationalError, connection
from django.test import Client


@pytest.mark.parametrize(
    ("fault", "status", "again"), [(OperationalError, 503, "15"), (DataError, 500, None)]
)
def test_a_page_whose_database_cannot_answer_says_come_again(db, fault, status, again):
    def away(*_arguments):
        raise fault

    with connection.execute_wrapper(away):
        answer = Client(raise_request_exception=False).get("/fingerprint/", secure=True)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, again)
    assert "Sayso could not answer." in answer.content.decode()
