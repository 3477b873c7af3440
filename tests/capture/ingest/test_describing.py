"""Every address and every error is described."""

from django.test import Client

from capture.ingest import errors
from capture.protocol.codes import Code
from capture.protocol.messages import ACCEPTED_SIZE
from governance.devices import errors as refusals
from governance.errors import Refusal
from tests.capture.ingest.desk import HOST


def document():
    answer = Client().get("/agent/v1/openapi.json", headers={"Host": HOST})
    assert answer.status_code == 200
    return answer.json()


def test_the_openapi_document_names_every_call(both):
    assert set(document()["paths"]) == {
        "/agent/v1/enrolments",
        "/agent/v1/enrolments/{enrolment_id}/confirm",
        "/agent/v1/answers",
        "/agent/v1/narrow",
        "/agent/v1/batches",
        "/agent/v1/wait",
    }


def test_every_reference_of_the_document_leads_somewhere(both):
    found = document()
    schemas = found["components"]["schemas"]
    wanted = set()

    def walk(value):
        if isinstance(value, dict):
            if "$ref" in value:
                wanted.add(value["$ref"])
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(found)
    assert wanted
    assert {ref.rpartition("/")[2] for ref in wanted} <= set(schemas)
    assert all(ref.startswith("#/components/schemas/") for ref in wanted)


def test_every_call_describes_its_body_and_its_errors(both):
    for path in document()["paths"].values():
        call = path["post"]
        assert call["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        assert {"400", "401", "413", "415"} <= set(call["responses"])


def test_no_page_shows_the_document(both):
    assert Client().get("/agent/v1/docs", headers={"Host": HOST}).status_code in {302, 403, 404}


def test_every_code_has_a_sentence_a_remedy_and_fits_one_size():
    assert set(errors.TEXTS) == set(Code)
    for code in Code:
        assert len(errors.body_of(code, accepted=2**53 - 1)) == ACCEPTED_SIZE


def test_every_refusal_of_the_devices_is_a_code_of_the_wire_with_its_status():
    for one in vars(refusals).values():
        if isinstance(one, type) and issubclass(one, Refusal) and one is not Refusal:
            assert Code(one.code).status == one.status
            assert errors.code_of(one()) is Code(one.code)
    assert errors.code_of(Refusal()) is Code.UNAVAILABLE
