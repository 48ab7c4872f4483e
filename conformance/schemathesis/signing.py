"""Signs what schemathesis sends, as every client of the API has to. It runs in the environment of
schemathesis, which loads it by SCHEMATHESIS_HOOKS; the key is the caller's, in the usual files."""
import schemathesis
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.session import get_session
from requests.auth import AuthBase

SESSION = get_session()
SIGNER = SigV4Auth(SESSION.get_credentials().get_frozen_credentials(), "deadline",
                   SESSION.get_config_variable("region"))


class Signed(AuthBase):
    def __call__(self, request):
        # Only what is signed: whatever else a case has in its headers stays as it is.
        signed = AWSRequest(request.method, request.url, data=request.body)
        SIGNER.add_auth(signed)
        request.headers.update(dict(signed.headers.items()))
        return request


schemathesis.auth.set_from_requests(Signed())
