"""Behind `./run`: makes the environment, then hands over to it.

Everything in here runs before anything is installed, so it imports the standard library alone.
"""
