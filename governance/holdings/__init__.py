"""Holdings: every place where something of one person lies, and what can be done there."""
