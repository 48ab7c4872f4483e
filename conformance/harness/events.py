"""A client of `/callsheet/v1/events`: signed by botocore, read line by line."""
import http.client
import json
import threading
import time
import urllib.parse

import botocore.session
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from harness.server import environment_set


def key_of(callsheet):
    with environment_set(callsheet.environment()):
        return botocore.session.Session().get_credentials().get_frozen_credentials()


def signed(callsheet, method, path, body=b"", headers=None, key=None):
    """A request to one of callsheet's own routes; gives the open response. A thread other than the
    main one brings the key."""
    url = urllib.parse.urlsplit(callsheet.endpoint)
    request = AWSRequest(method, callsheet.endpoint + path, data=body, headers=headers or {})
    SigV4Auth(key or key_of(callsheet), "deadline", "us-west-2").add_auth(request)
    connection = http.client.HTTPConnection(url.netloc, timeout=60)
    prepared = request.prepare()
    connection.request(method, path, body=body, headers=dict(prepared.headers))
    return connection.getresponse()


class Listener:
    """Reads the stream in a thread of its own, and comes back whenever it breaks off."""

    def __init__(self, callsheet, after=None, **query):
        self.callsheet = callsheet
        self.query = urllib.parse.urlencode(
            [(name, one) for name, value in query.items()
             for one in (value if isinstance(value, list) else [value])],
            quote_via=urllib.parse.quote)
        self.last_id = after
        self.key = key_of(callsheet)
        self.events = []
        self.ids = []
        self.breaks = 0
        self.is_open = threading.Event()
        self.is_over = False
        threading.Thread(target=self.listen, daemon=True).start()
        assert self.is_open.wait(60), "nothing was heard"

    def close(self):
        self.is_over = True

    def listen(self):
        while not self.is_over:
            try:
                self.read()
            except (OSError, http.client.HTTPException):
                # As a browser does: nobody is hurried who is about to be there again.
                time.sleep(0.1)
            self.breaks += 1

    def read(self):
        headers = {"last-event-id": self.last_id} if self.last_id else {}
        response = signed(self.callsheet, "GET", f"/callsheet/v1/events?{self.query}",
                          headers=headers, key=self.key)
        assert response.status == 200, response.read()
        data = None
        for line in response:
            line = line.decode().rstrip("\n")
            name, _, value = line.partition(": ")
            if name == "id":
                last_id = value
            elif name == "data":
                data = json.loads(value)
            elif not line:
                if data is not None:
                    self.events.append(data)
                    self.ids.append(last_id)
                    data = None
                self.last_id = last_id
                self.is_open.set()
            if self.is_over:
                return

    def of(self, detail_type, **detail):
        found = [event for event in self.events if event["detail-type"] == detail_type]
        return [event["detail"] for event in found
                if all(event["detail"].get(name) == value for name, value in detail.items())]


def chain(details, previous, now):
    """What a status went through: each begins where the one before it ended, or is that one
    again, as after a break."""
    statuses = []
    for detail in details:
        step = (detail.get(previous), detail[now])
        if statuses and step == statuses[-1]:
            continue
        assert not statuses or step[0] == statuses[-1][1], (statuses, step)
        statuses.append(step)
    return [now for _, now in statuses]
