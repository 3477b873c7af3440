"""The hourly probe: an invented person consents, is recorded on two computers, and withdraws."""
