"""Who is there: people, units, logins, roles."""
