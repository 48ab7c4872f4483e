//! People who sign in with a password, over real sockets.

use callsheet_api::extension::sign_in::{COOKIE, HEADER};
use callsheet_server::AccessKey;
use callsheet_server::background::expiry;
use serde_json::{Value, json};

use crate::support::{Answer, Client, FARMS, NOW_MS, Running, exchange};

const PASSWORD: &str = "correct horse battery";
const HALF_AN_HOUR_MS: i64 = 30 * 60 * 1_000;

/// A server with one person who has a password.
struct House {
    running: Running,
    anna: String,
}

impl House {
    async fn open() -> Self {
        let running = Running::start().await;
        let new = json!({ "kind": "user", "name": "anna", "administrator": true });
        let made = running
            .admin
            .post("/callsheet/v1/principals", &new)
            .await
            .succeeds();
        let anna = made["principalId"].as_str().unwrap().to_owned();
        let house = Self { running, anna };
        house.set_password(PASSWORD).await.succeeds();
        house
    }

    async fn set_password(&self, password: &str) -> Answer {
        self.put("password", &json!({ "password": password })).await
    }

    async fn put(&self, what: &str, body: &Value) -> Answer {
        let path = format!("/callsheet/v1/principals/{}/{what}", self.anna);
        let body = body.to_string();
        self.running.admin.send("PUT", &path, body.as_bytes()).await
    }

    async fn ask(&self, route: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let path = format!("/callsheet/v1/sign-in/{route}");
        let mut all = vec![("host", "callsheet.test")];
        all.extend(headers);
        let body = body.to_string();
        exchange(self.running.address, "POST", &path, &all, body.as_bytes()).await
    }

    async fn sign_in(&self, name: &str, password: &str) -> Answer {
        let body = json!({ "name": name, "password": password });
        self.ask("password", &[], &body).await
    }

    async fn token(&self) -> String {
        let session = self.sign_in("anna", PASSWORD).await.succeeds();
        session["token"].as_str().unwrap().to_owned()
    }

    async fn with(&self, token: &str, route: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        self.ask(route, &[("authorization", &bearer)], &json!({}))
            .await
    }

    async fn client(&self, token: &str) -> Client {
        let given = self.with(token, "credentials").await.succeeds();
        let text = |name: &str| given[name].as_str().unwrap().to_owned();
        let key = AccessKey {
            id: text("accessKeyId"),
            secret: text("secretAccessKey"),
            session_token: Some(text("sessionToken")),
            expires_at: None,
        };
        self.running.admin.with(|client| client.key = key)
    }

    async fn end(self) {
        self.running.end().await;
    }
}

#[tokio::test]
async fn who_signs_in_gets_credentials_until_it_signs_out() {
    let house = House::open().await;
    let answer = house.sign_in("anna", PASSWORD).await;
    let session = answer.succeeds();
    assert_eq!(
        (&session["name"], &session["region"]),
        (&json!("anna"), &json!("us-west-2"))
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("set-cookie"), None, "nobody asked for one");
    let token = session["token"].as_str().unwrap();
    let client = house.client(token).await;
    client.get(FARMS).await.succeeds();

    house.with(token, "end").await.succeeds();
    house.with(token, "end").await.succeeds();
    house
        .with(token, "credentials")
        .await
        .refuses(403, "ExpiredTokenException");
    house.end().await;
}

#[tokio::test]
async fn nobody_learns_from_an_answer_who_has_a_password() {
    let house = House::open().await;
    let new = json!({ "kind": "user", "name": "bert" });
    let admin = &house.running.admin;
    admin
        .post("/callsheet/v1/principals", &new)
        .await
        .succeeds();
    let wrong = house.sign_in("anna", "correct horse batteries").await;
    wrong.refuses(403, "AccessDeniedException");
    let endless = "x".repeat(5_000);
    for (name, password) in [
        ("bert", PASSWORD),
        ("nobody", PASSWORD),
        ("anna", ""),
        ("anna", &endless),
        ("", ""),
    ] {
        let answer = house.sign_in(name, password).await;
        assert_eq!((answer.status, &answer.body), (403, &wrong.body), "{name}");
    }
    house
        .put("disabled", &json!({ "disabled": true }))
        .await
        .succeeds();
    let disabled = house.sign_in("anna", PASSWORD).await;
    assert_eq!((disabled.status, disabled.body), (403, wrong.body));
    house.end().await;
}

#[tokio::test]
async fn a_name_may_be_guessed_for_five_times_whether_it_is_known_or_not() {
    let house = House::open().await;
    for name in ["anna", "nobody"] {
        for _ in 0..5 {
            let wrong = house.sign_in(name, "this is not it").await;
            wrong.refuses(403, "AccessDeniedException");
        }
        let throttled = house.sign_in(name, PASSWORD).await;
        throttled.refuses(429, "ThrottlingException");
        assert_eq!(throttled.header("retry-after"), Some("12"));
    }
    house.running.set_clock(NOW_MS + 12_000);
    house.sign_in("anna", PASSWORD).await.succeeds();
    house.end().await;
}

#[tokio::test]
async fn who_ends_a_session_that_never_was_is_not_written_down() {
    let house = House::open().await;
    let (made_up, token) = ("Bearer made-up".to_owned(), house.token().await);
    for shown in [&made_up, &format!("Bearer {token}"), &made_up] {
        let shown = [("authorization", shown.as_str())];
        house.ask("end", &shown, &json!({})).await.succeeds();
    }
    let asked = "/callsheet/v1/audit?operation=SignOut";
    let told = house.running.admin.get(asked).await.succeeds();
    let told = told["entries"].as_array().unwrap();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0]["who"].as_str().unwrap().ends_with(":user/anna"));
    house.end().await;
}

#[tokio::test]
async fn a_disabled_user_loses_its_session_and_its_credentials() {
    let house = House::open().await;
    let token = house.token().await;
    let client = house.client(&token).await;
    house
        .put("disabled", &json!({ "disabled": true }))
        .await
        .succeeds();
    client
        .get(FARMS)
        .await
        .refuses(403, "UnrecognizedClientException");
    house
        .put("disabled", &json!({ "disabled": false }))
        .await
        .succeeds();
    client
        .get(FARMS)
        .await
        .refuses(403, "UnrecognizedClientException");
    house
        .with(&token, "credentials")
        .await
        .refuses(403, "ExpiredTokenException");
    house.end().await;
}

#[tokio::test]
async fn another_password_ends_what_was_begun_with_the_one_before() {
    let house = House::open().await;
    let token = house.token().await;
    let client = house.client(&token).await;
    let new = "a whole new sentence";
    let body = json!({ "name": "anna", "password": PASSWORD, "newPassword": new });
    let changed = house.ask("change-password", &[], &body).await.succeeds();
    for over in [&token, "no session's"] {
        house
            .with(over, "credentials")
            .await
            .refuses(403, "ExpiredTokenException");
    }
    client
        .get(FARMS)
        .await
        .refuses(403, "UnrecognizedClientException");
    let session = changed["token"].as_str().unwrap();
    house.client(session).await.get(FARMS).await.succeeds();
    house
        .sign_in("anna", PASSWORD)
        .await
        .refuses(403, "AccessDeniedException");

    house.set_password(PASSWORD).await.succeeds();
    house
        .with(session, "credentials")
        .await
        .refuses(403, "ExpiredTokenException");
    house.end().await;
}

#[tokio::test]
async fn a_session_has_an_end_and_no_credentials_last_longer() {
    let house = House::open().await;
    let token = house.token().await;
    let twelve_hours_ms = 12 * 60 * 60 * 1_000;
    let end_ms = NOW_MS + twelve_hours_ms;
    let given = async |ms: i64| {
        house.running.set_clock(ms);
        let given = house.with(&token, "credentials").await;
        let end = given.succeeds()["expiration"].as_str().unwrap().to_owned();
        end.parse::<callsheet_api::Timestamp>().unwrap().as_ms()
    };
    assert_eq!(given(NOW_MS).await, NOW_MS + HALF_AN_HOUR_MS);
    assert_eq!(given(end_ms - 1_000).await, end_ms);
    house.running.set_clock(end_ms);
    let over = house.with(&token, "credentials").await;
    over.refuses(403, "ExpiredTokenException");
    // Forgotten, and not only over.
    house.running.set_clock(end_ms + 1);
    expiry::sweep(house.running.cx.clone()).await.unwrap();
    house.running.set_clock(NOW_MS);
    let over = house.with(&token, "credentials").await;
    over.refuses(403, "ExpiredTokenException");
    house.end().await;
}

#[tokio::test]
async fn a_cookie_counts_only_beside_a_header_that_no_other_page_can_send() {
    let house = House::open().await;
    let body = json!({ "name": "anna", "password": PASSWORD });
    let answer = house.ask("password", &[(HEADER, "1")], &body).await;
    let told = answer.header("set-cookie").unwrap();
    assert!(
        told.contains("; HttpOnly; SameSite=Lax") && !told.contains("Secure"),
        "{told}"
    );
    let over_tls = [(HEADER, "1"), ("x-forwarded-proto", "https")];
    let answer = house.ask("password", &over_tls, &body).await;
    let told = answer.header("set-cookie").unwrap();
    assert!(told.ends_with("; Secure"), "{told}");

    let cookie = told.split(';').next().unwrap();
    assert!(cookie.starts_with(&format!("{COOKIE}=")));
    let cookies = format!("theme=dark; {cookie}");
    let bare = house
        .ask("credentials", &[("cookie", &cookies)], &json!({}))
        .await;
    bare.refuses(403, "AccessDeniedException");
    let headers = [("cookie", cookies.as_str()), (HEADER, "1")];
    house
        .ask("credentials", &headers, &json!({}))
        .await
        .succeeds();
    let ended = house.ask("end", &headers, &json!({})).await;
    assert!(ended.header("set-cookie").unwrap().contains("Max-Age=0"));
    house
        .ask("credentials", &headers, &json!({}))
        .await
        .refuses(403, "ExpiredTokenException");
    house
        .ask("credentials", &[], &json!({}))
        .await
        .refuses(403, "MissingAuthenticationTokenException");
    house.end().await;
}

#[tokio::test]
async fn only_people_have_passwords_and_none_that_is_short() {
    let house = House::open().await;
    house
        .set_password("short")
        .await
        .refuses(400, "ValidationException");
    let new = json!({ "kind": "serviceAccount", "name": "robot" });
    let admin = &house.running.admin;
    let robot = admin
        .post("/callsheet/v1/principals", &new)
        .await
        .succeeds();
    let path = format!(
        "/callsheet/v1/principals/{}/password",
        robot["principalId"].as_str().unwrap()
    );
    let body = json!({ "password": PASSWORD }).to_string();
    admin
        .send("PUT", &path, body.as_bytes())
        .await
        .refuses(400, "ValidationException");
    // What cannot be read is not told back: it may be a password.
    let broken = house.ask("password", &[], &json!(PASSWORD)).await;
    broken.refuses(400, "ValidationException");
    assert!(!broken.body.contains(PASSWORD));
    house
        .running
        .worker_host
        .send("PUT", &path, body.as_bytes())
        .await
        .refuses(403, "AccessDeniedException");
    house.end().await;
}
