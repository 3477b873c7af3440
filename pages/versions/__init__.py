"""Versions of purposes as staff read them: one view for those who write, advise and decide."""
