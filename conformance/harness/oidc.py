"""The studio's OpenID provider, and people with browsers. Loopback only."""
import http.cookiejar
import json
import os
import re
import shutil
import subprocess
import urllib.error
import urllib.parse
import urllib.request

from harness.clients import CLIENTS
from harness.postgres import free_port
from harness.server import ROOT

SECRET = "between-callsheet-and-its-provider"


class Provider:
    """npm's `oidc-provider` with the pages that it has for development."""

    def __init__(self):
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self.process = None

    def settings(self, secret_file, **more):
        """The table `[sign_in.oidc]` of a server that trusts it."""
        settings = {"issuer": self.issuer, "client_id": "callsheet",
                    "client_secret_file": str(secret_file)} | more
        return "[sign_in.oidc]\n" + "".join(
            f"{name} = {json.dumps(value)}\n" for name, value in settings.items())

    def start(self, server):
        folder = os.path.join(CLIENTS, "oidc-provider")
        assert os.path.isdir(folder), "oidc-provider is not prepared: run conformance/prepare"
        # The script stands where the modules are, because imports look from there upwards.
        script = os.path.join(folder, f"provider-{self.port}.mjs")
        shutil.copyfile(os.path.join(ROOT, "conformance/oidc-provider/provider.mjs"), script)
        callback = f"{server}/callsheet/v1/sign-in/oidc/callback"
        self.process = subprocess.Popen(
            ["node", script, str(self.port), callback], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout.readline() == "ready\n", "the provider ended"
        os.remove(script)

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()

    def tell_groups(self, **groups):
        """Who belongs to which from now on."""
        body = json.dumps(groups).encode()
        urllib.request.urlopen(f"{self.issuer}/groups", data=body, timeout=10).close()


class Browser:
    """Follows redirects, keeps cookies, and sends forms."""

    def __init__(self):
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar(
            http.cookiejar.DefaultCookiePolicy(allowed_domains=None)))
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), cookies)

    def open(self, url, form=None):
        """The page where it ends, and that page's address."""
        data = urllib.parse.urlencode(form).encode() if form else None
        try:
            with self.opener.open(url, data=data, timeout=30) as response:
                return response.read().decode(), response.url
        except urllib.error.HTTPError as refused:
            return refused.read().decode(), refused.url

    def sign_in(self, url, name):
        """Begins at `url`, types its name where the provider asks, agrees, and comes back."""
        page, url = self.open(url)
        while "/interaction/" in url:
            action = re.search(r'action="([^"]+)"', page).group(1)
            prompt = re.search(r'name="prompt" value="([^"]+)"', page).group(1)
            form = {"prompt": prompt}
            if prompt == "login":
                form |= {"login": name, "password": "any"}
            page, url = self.open(urllib.parse.urljoin(url, action), form)
        return page, url
