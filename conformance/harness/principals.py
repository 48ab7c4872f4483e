"""Users, groups, hosts and their keys, as an administrator makes them by the command line."""
import itertools
import os

from harness.our_attachments import OurCli


class Principals:
    """Words of one server's administrator; a name that nobody has is made up where none matters."""

    def __init__(self, callsheet):
        self.callsheet = callsheet
        self.cli = OurCli(callsheet)
        self.numbers = itertools.count(1)

    def name(self, kind):
        return f"{kind}-{next(self.numbers)}"

    def user(self, name=None, *flags):
        """The keys of a new user, with its name and id."""
        return self.cli.json("user", "create", name or self.name("user"), *flags)

    def group(self, *users, name=None):
        """The name of a new group of these users."""
        name = name or self.name("group")
        self.cli.run("group", "create", name)
        for user in users:
            self.cli.run("group", "add", name, user["name"])
        return name

    def host(self, *fleet_ids, name=None, farm_id=None):
        """The keys of a new host, which may join these fleets; none named is the first run's."""
        words = [word for fleet in fleet_ids for word in ("--fleet-id", fleet)]
        farm = ["--farm-id", farm_id] if farm_id else []
        return self.cli.json("host", "create", name or self.name("host"), *words, *farm)

    def member(self, who, level, of=None, verb="set"):
        """Gives a user or group, by its keys or name, a level on what these ids name last."""
        of = of or {}
        name = who["name"] if isinstance(who, dict) else who
        options = {"farmId": "--farm-id", "queueId": "--of-queue", "fleetId": "--of-fleet",
                   "jobId": "--of-job"}
        words = [word for id, option in options.items() if id in of for word in (option, of[id])]
        self.cli.run("member", verb, name, *([level] if verb == "set" else []), *words)

    def no_member(self, who, of=None):
        self.member(who, None, of, verb="remove")

    def keys(self, name=None):
        """What is told of keys, of all or of one user or host, by their ids."""
        told = self.cli.json("key", "list", *([name] if name else []))["keys"]
        return {key["accessKeyId"]: key for key in told}

    def listed(self, kind):
        told = self.cli.json(kind, "list")["principals"]
        return {one["name"]: one for one in told}


def credentials_file(folder, keys, profile="worker"):
    """A file of AWS's form with these keys, its owner's alone."""
    path = os.path.join(str(folder), f"{profile}-credentials")
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(f"[{profile}]\naws_access_key_id = {keys['accessKeyId']}\n"
                   f"aws_secret_access_key = {keys['secretAccessKey']}\n")
    return path
