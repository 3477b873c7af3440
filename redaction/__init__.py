"""From inbox to episode: opened, checked, redacted, stored behind the consent fence."""
