"""A callsheet whose objects are in an S3 store of somebody else's: another callsheet."""
import contextlib
import os

from harness.server import Callsheet

# Whose the store's buckets are; nobody of ours.
STORE_ACCOUNT = "111122223333"


class Store:
    """An S3 store with its own account and keys, that can be away for a while."""

    def __init__(self):
        self.callsheet = Callsheet("server", flags=["--account-id", STORE_ACCOUNT])

    def __enter__(self):
        self.callsheet.start()
        # It comes back under the same address.
        self.address = self.callsheet.endpoint.removeprefix("http://")
        at = self.callsheet.command.index("--listen") + 1
        self.callsheet.command[at] = self.address
        client = self.callsheet.client("s3")
        self.key = client._request_signer._credentials.get_frozen_credentials()
        return self

    def __exit__(self, *_):
        self.callsheet.__exit__()

    @contextlib.contextmanager
    def away(self):
        self.callsheet.stop()
        try:
            yield
        finally:
            self.callsheet.start()


@contextlib.contextmanager
def in_front_of(store, mode, command="up"):
    """A callsheet that keeps its objects there."""
    secret = os.path.join(store.callsheet.folder, "secret-for-others")
    with open(secret, "w") as file:
        file.write(store.key.secret_key + "\n")
    config = f"""
[objects]
endpoint = "http://{store.address}"
access_key_id = "{store.key.access_key}"
secret_access_key_file = "{secret}"
account_id = "{STORE_ACCOUNT}"
mode = "{mode}"
"""
    with Callsheet(command, config=config) as callsheet:
        yield callsheet
