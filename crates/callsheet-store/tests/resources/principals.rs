//! Users, groups, hosts, their keys and what they may reach; what is written of all that.

use callsheet_api::Timestamp;
use callsheet_api::extension::audit::AuditEntry;
use callsheet_api::extension::principals::{HostFleet, PrincipalId, PrincipalKind};
use callsheet_api::ids::{FarmId, FleetId};
use callsheet_api::types::{MembershipLevel, PrincipalType};
use callsheet_store::Tx;
use callsheet_store::access_keys::NewAccessKey;
use callsheet_store::audit::AuditFilter;
use callsheet_store::members::{Member, MemberOf};
use callsheet_store::paths::FarmPath;
use callsheet_store::principals::Principal;
use callsheet_store::token_keys::TokenKeyRow;

use crate::{NOW, on_both};

const FARM: FarmId = FarmId::from_bytes([1; 16]);
const SARAH: PrincipalId = PrincipalId::from_bytes([2; 16]);
const LIGHTING: PrincipalId = PrincipalId::from_bytes([3; 16]);
const NODE: PrincipalId = PrincipalId::from_bytes([4; 16]);

fn principal(id: PrincipalId, kind: PrincipalKind, name: &str) -> Principal {
    Principal {
        id,
        kind,
        name: name.to_owned(),
        is_administrator: false,
        epoch: 0,
        created_at: NOW,
        created_by: "arn".to_owned(),
        disabled_at: None,
    }
}

fn studio(tx: &mut Tx) -> callsheet_store::Result<()> {
    for one in [
        principal(SARAH, PrincipalKind::User, "sarah"),
        principal(LIGHTING, PrincipalKind::Group, "lighting"),
        principal(NODE, PrincipalKind::Host, "node"),
    ] {
        assert!(tx.insert_principal(&one)?);
    }
    tx.insert_group_user(LIGHTING, SARAH)
}

fn member(id: PrincipalId, level: MembershipLevel) -> Member {
    Member {
        principal_id: id.to_string(),
        principal_type: PrincipalType::User,
        identity_store_id: "d-0123456789".to_owned(),
        level,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_somebodys_once() {
    on_both(|tx| {
        studio(tx)?;
        let other = PrincipalId::from_bytes([9; 16]);
        assert!(!tx.insert_principal(&principal(other, PrincipalKind::Host, "sarah"))?);
        assert_eq!(tx.principals(Some(PrincipalKind::User))?.len(), 1);
        assert_eq!(tx.principals(None)?.len(), 3);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_counts_for_its_users_until_it_is_disabled() {
    on_both(|tx| {
        studio(tx)?;
        let farm = MemberOf::Farm(FarmPath { farm: FARM });
        tx.put_member(&farm, &member(LIGHTING, MembershipLevel::Manager))?;
        tx.put_member(&farm, &member(SARAH, MembershipLevel::Viewer))?;
        let standing = tx.standing(SARAH)?.unwrap();
        assert_eq!(standing.groups[0].name, "lighting");
        let mut levels: Vec<_> = standing
            .levels
            .into_iter()
            .map(|(_, level)| level)
            .collect();
        levels.sort();
        assert_eq!(levels.len(), 2);
        assert_eq!(tx.levels_on(*FARM.as_bytes(), SARAH)?.len(), 2);
        assert!(tx.is_member(&[*FARM.as_bytes()], &SARAH.to_string())?);
        tx.delete_member(&farm, &SARAH.to_string())?;
        assert!(tx.is_member(&[*FARM.as_bytes()], &SARAH.to_string())?);
        assert!(tx.disable_principal(LIGHTING, Some(NOW))?);
        assert!(!tx.is_member(&[*FARM.as_bytes()], &SARAH.to_string())?);
        assert_eq!(tx.standing(SARAH)?.unwrap().levels, []);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_disabled_is_of_another_epoch_afterwards() {
    on_both(|tx| {
        studio(tx)?;
        assert!(tx.disable_principal(SARAH, Some(NOW))?);
        assert_eq!(tx.standing(SARAH)?, None);
        assert!(tx.disable_principal(SARAH, None)?);
        assert_eq!(tx.standing(SARAH)?.unwrap().principal.epoch, 2);
        let nobody = PrincipalId::from_bytes([9; 16]);
        assert!(!tx.disable_principal(nobody, None)?);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_listed_with_their_owners_and_their_last_use() {
    on_both(|tx| {
        studio(tx)?;
        let fleet = HostFleet {
            farm_id: FARM,
            fleet_id: FleetId::from_bytes([5; 16]),
        };
        tx.insert_host_fleet(NODE, &fleet)?;
        tx.insert_host_fleet(NODE, &fleet)?;
        assert_eq!(tx.standing(NODE)?.unwrap().fleets, [fleet]);
        tx.insert_access_key(&NewAccessKey {
            id: "AKIA1".to_owned(),
            sealed_secret: vec![1],
            principal: "{}".to_owned(),
            principal_id: Some(NODE),
            created_at: NOW,
            expires_at: None,
        })?;
        let later = Timestamp::from_ms(NOW.as_ms() + 1);
        tx.note_use_of_access_key("AKIA1", later)?;
        tx.note_use_of_access_key("AKIA1", NOW)?;
        let listed = tx.access_keys(Some(NODE))?;
        assert_eq!(listed[0].name.as_deref(), Some("node"));
        assert_eq!(listed[0].last_used_at, Some(later));
        assert_eq!(tx.access_keys(Some(SARAH))?, []);
        assert!(tx.disable_access_key("AKIA1", Some(NOW))?);
        assert_eq!(tx.access_key("AKIA1")?.unwrap().disabled_at, Some(NOW));
        assert!(tx.end_access_key("AKIA1", later)?);
        assert!(!tx.end_access_key("AKIA2", later)?);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_generations_of_token_keys_are_kept() {
    on_both(|tx| {
        let key = |generation| TokenKeyRow {
            generation,
            sealed_key: vec![7],
            created_at: NOW,
        };
        for generation in 1..=3 {
            assert!(tx.insert_token_key(&key(generation))?);
        }
        assert!(!tx.insert_token_key(&key(3))?);
        let kept: Vec<i64> = tx.token_keys()?.iter().map(|key| key.generation).collect();
        assert_eq!(kept, [3, 2]);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_is_found_by_who_what_and_where() {
    on_both(|tx| {
        let entry = |number: u8, who: &str, outcome: &str| AuditEntry {
            at: Timestamp::from_ms(i64::from(number)),
            who: format!("arn:aws:iam::000000000000:{who}"),
            access_key_id: "AKIA1".to_owned(),
            peer: "127.0.0.1".to_owned(),
            operation: "UpdateJob".to_owned(),
            resource: format!("farm/{FARM}/job/{number}"),
            outcome: outcome.to_owned(),
            request_id: number.to_string(),
        };
        for (number, who, outcome) in [
            (1, "user/sarah", "succeeded"),
            (2, "user/tom", "AccessDeniedException"),
            (3, "user/sarah", "AccessDeniedException"),
        ] {
            tx.insert_audit_entry([number; 16], &entry(number, who, outcome))?;
        }
        let mut found = |filter: AuditFilter| -> callsheet_store::Result<Vec<String>> {
            let page = tx.audit_entries(&filter, None, 10)?;
            Ok(page
                .items
                .into_iter()
                .map(|entry| entry.request_id)
                .collect())
        };
        assert_eq!(found(AuditFilter::default())?, ["3", "2", "1"]);
        let sarahs = AuditFilter {
            who: Some("user/sarah".to_owned()),
            ..AuditFilter::default()
        };
        assert_eq!(found(sarahs.clone())?, ["3", "1"]);
        assert_eq!(
            found(AuditFilter {
                is_refused: true,
                ..sarahs
            })?,
            ["3"]
        );
        assert_eq!(
            found(AuditFilter {
                resource: Some("job/2".to_owned()),
                ..AuditFilter::default()
            })?,
            ["2"]
        );
        assert_eq!(
            found(AuditFilter {
                since: Some(Timestamp::from_ms(2)),
                until: Some(Timestamp::from_ms(3)),
                ..AuditFilter::default()
            })?,
            ["2"]
        );
        let page = tx.audit_entries(&AuditFilter::default(), None, 2)?;
        let rest = tx.audit_entries(&AuditFilter::default(), page.next, 2)?;
        assert_eq!(
            (page.items.len(), rest.items.len(), rest.next),
            (2, 1, None)
        );
        assert_eq!(tx.delete_audit_entries_before(3)?, 2);
        Ok(())
    })
    .await;
}
