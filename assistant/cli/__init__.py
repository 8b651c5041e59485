"""The command line: options in, one library call, render out. The only place that prints."""
