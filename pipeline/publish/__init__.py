"""The release folder: its formats, its manifest, and the rename that makes it appear whole or not at all."""
