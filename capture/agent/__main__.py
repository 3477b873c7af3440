"""`python -m capture.agent`."""

import sys

from capture.agent.commands import main

if __name__ == "__main__":
    sys.exit(main())
