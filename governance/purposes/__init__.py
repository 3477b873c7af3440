"""What data may be used for: versions, approvals, notices, suspensions."""
