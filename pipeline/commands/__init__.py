"""The verbs of the command line, one a file: `command`, or `group` where a verb has its own verbs."""
