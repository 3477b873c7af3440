"""The wire between agent and server, free of Django: messages, leases, signatures, codes."""
