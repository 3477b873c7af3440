"""The recognisers: one module per kind, all of them Presidio recognisers."""

from redaction.engine.recognizers.ages import Ages
from redaction.engine.recognizers.announced import Announced
from redaction.engine.recognizers.base import Recognizer
from redaction.engine.recognizers.codes import Codes
from redaction.engine.recognizers.mail import Mail
from redaction.engine.recognizers.names import Names
from redaction.engine.recognizers.network import Network
from redaction.engine.recognizers.numbers import Numbers
from redaction.engine.recognizers.organisations import Organisations
from redaction.engine.recognizers.places import Places
from redaction.engine.recognizers.scripts import Scripts
from redaction.engine.recognizers.secrets import Secrets


def every() -> list[Recognizer]:
    """Make one of each; the model is apart, since it reads many texts at once."""
    return [
        Secrets(), Announced(), Mail(), Network(), Codes(), Numbers(), Places(), Ages(),
        Organisations(), Scripts(), Names(),
    ]  # fmt: skip
