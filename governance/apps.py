"""The ground's line of migrations."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Tables of governance, gathered from its rooms."""

    name = "governance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register holdings and start-up checks; look at each connection to a database."""
        from governance import checks  # noqa: F401, PLC0415 (registers itself)
        from governance.consent import holdings as consent_holdings  # noqa: PLC0415
        from governance.devices import holdings as device_holdings  # noqa: PLC0415
        from governance.erasure import holdings as erasure_holdings  # noqa: PLC0415
        from governance.holdings import ground  # noqa: PLC0415
        from governance.holds import holdings as hold_holdings  # noqa: PLC0415
        from governance.leases import installation  # noqa: PLC0415
        from governance.rights import holdings as rights_holdings  # noqa: PLC0415

        installation.watch()
        for room in (
            ground,
            consent_holdings,
            device_holdings,
            erasure_holdings,
            hold_holdings,
            rights_holdings,
        ):
            room.register_all()
