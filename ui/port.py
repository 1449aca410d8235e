"""A port in, a socket that listens there out; apart from the server, whose imports take seconds."""

import os
import socket

HOST = "127.0.0.1"
"""Only this machine: the page has no passwords."""


def listen(port: int) -> socket.socket:
    """Return a socket that listens at a port of this machine only.

    Raises:
        OSError: the port is taken.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name != "nt":  # there it would share the port with another program
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise OSError(f"port {port} cannot be used ({error.strerror}): name another one with --port") from error
    return listening
