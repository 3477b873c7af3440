"""A person who allowed everything, a device, and episodes that came through the pipeline."""

from tests.redaction.conftest import device, person

__all__ = ["device", "person"]
