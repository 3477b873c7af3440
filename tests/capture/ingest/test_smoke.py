from capture.protocol.messages import Accepted
from capture.protocol.decoding import decode
from tests import factories
from tests.capture.ingest.desk import BATCHES, enrolled, leased


def test_the_whole_way(company):
    desk = enrolled(company.employee)
    factories.allow(company.employee)
    assert desk.say().status_code == 200
    leased(desk)
    a = desk.post(BATCHES, desk.batch(1))
    assert a.status_code == 202, a.content
    assert decode(Accepted, a.content).accepted == 1
