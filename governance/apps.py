"""The ground's line of migrations."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Tables of governance, gathered from its rooms."""

    name = "governance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the holdings of the ground and the start-up checks."""
        from governance import checks  # noqa: F401, PLC0415 (registers itself)
        from governance.consent import holdings as consent_holdings  # noqa: PLC0415
        from governance.devices import holdings as device_holdings  # noqa: PLC0415
        from governance.erasure import holdings as erasure_holdings  # noqa: PLC0415
        from governance.holdings import ground  # noqa: PLC0415
        from governance.holds import holdings as hold_holdings  # noqa: PLC0415
        from governance.rights import holdings as rights_holdings  # noqa: PLC0415

        for room in (
            ground,
            consent_holdings,
            device_holdings,
            erasure_holdings,
            hold_holdings,
            rights_holdings,
        ):
            room.register_all()
