"""What stands between a terminal and the flow: options, progress, tables, exit codes. Decides nothing."""
