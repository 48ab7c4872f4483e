//! Passwords and who is signed in with them, on both engines.

use callsheet_api::Timestamp;
use callsheet_api::extension::principals::{PrincipalId, PrincipalKind};
use callsheet_store::principals::Principal;
use callsheet_store::sign_in::{NewSession, Password};
use callsheet_store::test_support::for_each_store;
use callsheet_store::{Result, Tx};

use crate::{LATER, NOW};

const ANNA: PrincipalId = PrincipalId::from_bytes([1; 16]);
const DIGEST: [u8; 32] = [9; 32];
const SESSION: NewSession = NewSession {
    digest: DIGEST,
    user: ANNA,
    is_code: false,
    created_at: NOW,
    expires_at: LATER,
};

fn password(phc: &str) -> Password {
    Password {
        user: ANNA,
        phc: phc.to_owned(),
    }
}

fn principal(id: PrincipalId, kind: PrincipalKind, name: &str) -> Principal {
    Principal {
        id,
        kind,
        name: name.to_owned(),
        is_administrator: false,
        epoch: 0,
        created_at: NOW,
        created_by: "a test".to_owned(),
        disabled_at: None,
    }
}

/// Somebody who has a password and is signed in.
async fn signed_in(act: fn(&mut Tx) -> Result<()>) {
    for_each_store(async |store| {
        let acted: Result<()> = store
            .write("act", move |tx| {
                tx.insert_principal(&principal(ANNA, PrincipalKind::User, "anna"))?;
                assert_eq!(tx.password_of("anna")?, None);
                tx.set_password(&password("first"), NOW)?;
                tx.insert_sign_in_session(&SESSION)?;
                act(tx)
            })
            .await;
        acted.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_session_is_there_until_its_end() {
    signed_in(|tx| {
        assert_eq!(tx.password_of("anna")?, Some(password("first")));
        let found = tx.sign_in_session(&DIGEST, NOW)?.unwrap();
        assert_eq!((found.user, found.expires_at), (ANNA, LATER));
        assert_eq!(tx.sign_in_session(&[8; 32], NOW)?, None);
        assert_eq!(tx.sign_in_session(&DIGEST, LATER)?, None);
        assert_eq!(tx.delete_sign_in_sessions_expired_before(LATER.as_ms())?, 0);
        let behind = Timestamp::from_ms(LATER.as_ms() + 1);
        assert_eq!(
            tx.delete_sign_in_sessions_expired_before(behind.as_ms())?,
            1
        );
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn another_password_ends_all_sessions_and_what_they_gave() {
    signed_in(|tx| {
        let before = tx.principal(ANNA)?.unwrap().epoch;
        tx.set_password(&password("second"), LATER)?;
        assert_eq!(tx.password_of("anna")?, Some(password("second")));
        assert_eq!(tx.sign_in_session(&DIGEST, NOW)?, None);
        assert!(tx.principal(ANNA)?.unwrap().epoch > before);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn who_is_disabled_is_not_signed_in_and_cannot_sign_in() {
    signed_in(|tx| {
        tx.disable_principal(ANNA, Some(NOW))?;
        assert_eq!(tx.password_of("anna")?, None);
        assert_eq!(tx.sign_in_session(&DIGEST, NOW)?, None);
        tx.disable_principal(ANNA, None)?;
        assert_eq!(tx.password_of("anna")?, Some(password("first")));
        assert_eq!(tx.sign_in_session(&DIGEST, NOW)?, None, "not again");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_code_is_no_session_and_is_taken_once() {
    signed_in(|tx| {
        let code = NewSession {
            digest: [7; 32],
            is_code: true,
            ..SESSION
        };
        tx.insert_sign_in_session(&code)?;
        assert_eq!(tx.sign_in_session(&code.digest, NOW)?, None);
        assert_eq!(tx.take_sign_in_code(&code.digest, NOW)?.unwrap().user, ANNA);
        assert_eq!(tx.take_sign_in_code(&code.digest, NOW)?, None);
        assert_eq!(tx.take_sign_in_code(&DIGEST, NOW)?, None, "a session");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn groups_come_and_go_with_what_the_provider_claims() {
    signed_in(|tx| {
        for (number, name) in [(2, "lighting"), (3, "comp"), (4, "crew")] {
            let id = PrincipalId::from_bytes([number; 16]);
            tx.insert_principal(&principal(id, PrincipalKind::Group, name))?;
        }
        tx.insert_group_user(PrincipalId::from_bytes([4; 16]), ANNA)?;
        let groups = |tx: &mut Tx, claimed: &[&str]| -> Result<Vec<String>> {
            let claimed: Vec<String> = claimed.iter().map(|name| (*name).to_owned()).collect();
            tx.claim_groups(ANNA, &claimed)?;
            let groups = tx.groups_of_user(ANNA)?.into_iter();
            Ok(groups.map(|group| group.name).collect())
        };
        let all = groups(tx, &["lighting", "crew", "unknown", "anna"])?;
        assert_eq!(all, ["crew", "lighting"]);
        assert_eq!(groups(tx, &["comp"])?, ["comp", "crew"]);
        assert_eq!(groups(tx, &[])?, ["crew"], "we put it there");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_identity_is_one_users() {
    signed_in(|tx| {
        let of = |tx: &mut Tx, subject| tx.user_of_identity("https://id", subject);
        assert_eq!(of(tx, "1")?, None);
        assert!(tx.insert_identity("https://id", "1", ANNA)?);
        let other = PrincipalId::from_bytes([2; 16]);
        assert!(!tx.insert_identity("https://id", "1", other)?);
        assert_eq!((of(tx, "1")?, of(tx, "2")?), (Some(ANNA), None));
        Ok(())
    })
    .await;
}
