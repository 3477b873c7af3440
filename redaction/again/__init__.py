"""What is stored, redacted again when the policy or the names that must not appear change."""
