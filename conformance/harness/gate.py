"""A proxy before the server that counts requests and can hold some of them back, so that a test
can do something while a transfer is under way, however quick the machine is."""
import socket
import threading
from urllib.parse import urlsplit


class Gate:
    """Requests whose first line `matches` are counted, and wait while the gate is shut."""

    def __init__(self, endpoint, matches):
        self.target = urlsplit(endpoint)
        self.matches = matches
        self.seen = []
        self.is_open = threading.Event()
        self.is_open.set()
        self.holds_one = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.endpoint = "http://127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def shut(self):
        self.holds_one.clear()
        self.is_open.clear()

    def open(self):
        self.is_open.set()

    def close(self):
        self.open()
        self.listener.close()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        try:
            server = socket.create_connection((self.target.hostname, self.target.port))
        except OSError:
            client.close()
            return
        back = threading.Thread(target=self.pass_on, args=(server, client), daemon=True)
        back.start()
        self.pass_on(client, server, self.look)
        back.join()
        client.close()
        server.close()

    def pass_on(self, source, target, look=lambda _: None):
        try:
            while data := source.recv(1 << 16):
                look(data)
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def look(self, data):
        """A client sends the head of a request in one piece, and nothing before its answer."""
        if data[:4] not in (b"GET ", b"PUT ", b"POST"):
            return
        line = data.split(b"\r\n", 1)[0].decode("latin-1")
        if not self.matches(line):
            return
        self.seen.append(line)
        if not self.is_open.is_set():
            self.holds_one.set()
            self.is_open.wait()
