//! The OpenID provider of the studio: what it says of itself, and whom it says that somebody is.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::OnceLock;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use callsheet_api::Timestamp;
use http_body_util::{BodyExt as _, Full, Limited};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata};
use openidconnect::{
    AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope, TokenResponse as _,
};
use serde_json::Value;
use tokio::sync::Mutex;

use super::oidc::OidcSettings;
use crate::outbound::{self, in_words};

const PATIENCE: Duration = Duration::from_secs(10);
const MOST_ANSWER_BYTES: usize = 1024 * 1024;
/// A provider changes its keys now and then.
const REMEMBERED_MS: i64 = 5 * 60 * 1_000;

type Https = outbound::Https<Full<Bytes>>;
type ReadyClient = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What it said last is remembered, and asked by one at a time.
#[derive(Default)]
pub struct Provider {
    https: OnceLock<Result<Https, String>>,
    said: Mutex<Option<(CoreProviderMetadata, Timestamp)>>,
}

/// Whom the provider says that somebody is.
pub struct Claims {
    pub issuer: String,
    pub subject: String,
    all: HashMap<String, Value>,
}

impl Claims {
    pub fn text(&self, name: &str) -> Option<&str> {
        self.all.get(name)?.as_str()
    }

    /// One text is a list of one.
    pub fn texts(&self, name: &str) -> Vec<String> {
        match self.all.get(name) {
            Some(Value::String(one)) => vec![one.clone()],
            Some(Value::Array(some)) => {
                let texts = some.iter().filter_map(Value::as_str);
                texts.map(str::to_owned).collect()
            }
            _ => Vec::new(),
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct NoAnswer(String);

impl Provider {
    /// Where to send somebody; `kept` is its nonce and what its PKCE challenge is made of.
    pub async fn way(
        &self,
        settings: &OidcSettings,
        callback: &str,
        state: String,
        kept: (&str, &str),
        now: Timestamp,
    ) -> Result<String, String> {
        let client = self.client(settings, callback, now).await?;
        let (nonce, verifier) = kept;
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(
            verifier.to_owned(),
        ));
        let of_nonce = nonce.to_owned();
        let (url, _, _) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state.clone()),
                move || Nonce::new(of_nonce.clone()),
            )
            .add_scope(Scope::new("profile".to_owned()))
            .add_scopes(settings.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(challenge)
            .url();
        Ok(url.to_string())
    }

    /// Exchanges the provider's code, and believes only what the provider signed for us.
    pub async fn claims(
        &self,
        settings: &OidcSettings,
        callback: &str,
        code: String,
        kept: (String, String),
        now: Timestamp,
    ) -> Result<Claims, String> {
        let client = self.client(settings, callback, now).await?;
        let (nonce, verifier) = kept;
        let http = self.http()?;
        let asked = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|why| in_words(&why))?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier));
        let answered = asked.request_async(&http).await;
        let answered = answered.map_err(|why| in_words(&why))?;
        let token = answered.id_token().ok_or("it gave no ID token")?;
        let proven = token
            .claims(&client.id_token_verifier(), &Nonce::new(nonce))
            .map_err(|why| in_words(&why))?;
        Ok(Claims {
            issuer: proven.issuer().to_string(),
            subject: proven.subject().to_string(),
            all: all_of(&token.to_string())?,
        })
    }

    async fn client(
        &self,
        settings: &OidcSettings,
        callback: &str,
        now: Timestamp,
    ) -> Result<ReadyClient, String> {
        let redirect = RedirectUrl::new(callback.to_owned());
        let redirect = redirect.map_err(|why| format!("`{callback}`: {why}"))?;
        let secret = settings.client_secret.clone().map(ClientSecret::new);
        let client = CoreClient::from_provider_metadata(
            self.metadata(settings, now).await?,
            ClientId::new(settings.client_id.clone()),
            secret,
        );
        Ok(client.set_redirect_uri(redirect))
    }

    async fn metadata(
        &self,
        settings: &OidcSettings,
        now: Timestamp,
    ) -> Result<CoreProviderMetadata, String> {
        let mut said = self.said.lock().await;
        if let Some((metadata, at)) = &*said
            && (0..REMEMBERED_MS).contains(&(now.as_ms() - at.as_ms()))
        {
            return Ok(metadata.clone());
        }
        let issuer = IssuerUrl::new(settings.issuer.clone());
        let issuer = issuer.map_err(|why| format!("`{}`: {why}", settings.issuer))?;
        let http = self.http()?;
        let found = CoreProviderMetadata::discover_async(issuer, &http).await;
        let found = found.map_err(|why| in_words(&why))?;
        *said = Some((found.clone(), now));
        Ok(found)
    }

    fn http(&self) -> Result<Http, String> {
        let https = self.https.get_or_init(outbound::client).as_ref()?;
        Ok(Http(https.clone()))
    }
}

/// How the provider is reached.
struct Http(Https);

/// In boxes, because nothing else shows that it may move between threads.
impl<'c> AsyncHttpClient<'c> for Http {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, NoAnswer>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(send(self.0.clone(), request))
    }
}

/// Follows no redirect: a provider is where it says that it is.
async fn send(https: Https, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
    let (parts, body) = request.into_parts();
    let request = http::Request::from_parts(parts, Full::from(body));
    let answered = tokio::time::timeout(PATIENCE, async {
        let response = https.request(request).await;
        let response = response.map_err(|why| NoAnswer(in_words(&why)))?;
        let (parts, body) = response.into_parts();
        let body = Limited::new(body, MOST_ANSWER_BYTES).collect().await;
        let body = body.map_err(|why| NoAnswer(why.to_string()))?;
        Ok(http::Response::from_parts(parts, body.to_bytes().to_vec()))
    });
    let late = |_| NoAnswer(format!("no answer within {} s", PATIENCE.as_secs()));
    answered.await.map_err(late)?
}

/// What a token says whose signature is proven already: also what no standard has a name for.
fn all_of(token: &str) -> Result<HashMap<String, Value>, String> {
    let payload = token.split('.').nth(1).unwrap_or_default();
    let payload = URL_SAFE_NO_PAD
        .decode(payload)
        .map_err(|why| why.to_string())?;
    serde_json::from_slice(&payload).map_err(|why| why.to_string())
}
