"""From the desktop to the inbox: wire protocol, agent, and the server's side of both."""
