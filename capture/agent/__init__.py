"""The capture agent: what is installed on an employee's computer. Free of Django and Presidio."""
