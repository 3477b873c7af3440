"""The server's end of the wire: decodes, checks who calls, and hands on to the rooms below."""
