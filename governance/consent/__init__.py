"""Decisions of a person, the ledger, the fence that holds writers to them."""
