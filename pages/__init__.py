"""What people see in the browser. Pages read, call one act, and render."""
