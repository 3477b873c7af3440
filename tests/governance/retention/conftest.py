"""A person who allowed everything, and a device, as the worker finds them."""

from tests.redaction.conftest import device, person

__all__ = ["device", "person"]
