# Raises an exception whose text are commands.
# verdict: error exception
raise ValueError("]]>\n::set-output name=points::100\n\x1b[2J\x00")
