//! `/callsheet/v1/principals` and `/callsheet/v1/keys`: users, service accounts, groups and hosts,
//! and the keys that they sign with. For administrators.

use callsheet_api::Timestamp;
use callsheet_api::extension::principals::{
    CreatedKey, Disabled, GroupUser, HostFleet, Key, Keys, NewPrincipal, Principal as Shown,
    PrincipalId, PrincipalKind, Principals, Rotate,
};
use callsheet_api::extension::sign_in::{SetIdentity, SetPassword};
use callsheet_policy::OwnAction;
use callsheet_store::Tx;
use callsheet_store::access_keys::ListedKey;
use callsheet_store::paths::FleetPath;
use callsheet_store::principals::{Principal as Row, Relations};
use callsheet_store::sign_in::Password;
use serde::Serialize;

use crate::auth::mint::AccessKey;
use crate::auth::{Caller, Principal, Resource};
use crate::context::Cx;
use crate::error::{Error, Result, invalid, not_found, not_found_named};
use crate::extension::read;
use crate::query;

const MOST_NAME_CHARS: usize = 64;

fn may_manage(caller: &Caller) -> Result<()> {
    caller.may(OwnAction::ManagePrincipals, &Resource::ACCOUNT)
}

pub async fn create(cx: &Cx, caller: &Caller, body: &[u8]) -> Result<Shown> {
    may_manage(caller)?;
    let asked: NewPrincipal = read(body)?;
    check(&asked)?;
    let now = cx.clock.now();
    let row = Row {
        id: PrincipalId::from_bytes(cx.ids.draw(now)),
        kind: asked.kind,
        name: asked.name,
        is_administrator: asked.administrator,
        epoch: 0,
        created_at: now,
        created_by: caller.arn(&cx.config.account_id),
        disabled_at: None,
    };
    let fleets = asked.fleets;
    cx.store
        .write("create_principal", move |tx| -> Result<_> {
            if !tx.insert_principal(&row)? {
                let why = format!("is taken by another user, group or host: `{}`", row.name);
                return Err(invalid("name", why));
            }
            for fleet in &fleets {
                check_fleet(tx, fleet)?;
                tx.insert_host_fleet(row.id, fleet)?;
            }
            show(tx, row.clone())
        })
        .await
}

pub(crate) fn is_name(text: &str) -> bool {
    let is_sign = |sign: char| sign.is_ascii_alphanumeric() || "._-@+".contains(sign);
    (1..=MOST_NAME_CHARS).contains(&text.chars().count()) && text.chars().all(is_sign)
}

fn check(asked: &NewPrincipal) -> Result<()> {
    if !is_name(&asked.name) {
        let why = format!("needs 1 to {MOST_NAME_CHARS} of A-Z, a-z, 0-9 and . _ - @ +");
        return Err(invalid("name", why));
    }
    match asked.kind {
        PrincipalKind::User | PrincipalKind::ServiceAccount if !asked.fleets.is_empty() => {
            Err(invalid("fleets", "are what a host joins"))
        }
        PrincipalKind::Group | PrincipalKind::Host if asked.administrator => {
            Err(invalid("administrator", "is a user or a service account"))
        }
        PrincipalKind::Group if !asked.fleets.is_empty() => {
            Err(invalid("fleets", "are what a host joins"))
        }
        PrincipalKind::Host if asked.fleets.is_empty() => Err(invalid(
            "fleets",
            "must name at least one that the host may join",
        )),
        PrincipalKind::User
        | PrincipalKind::ServiceAccount
        | PrincipalKind::Group
        | PrincipalKind::Host => Ok(()),
    }
}

fn check_fleet(tx: &mut Tx, fleet: &HostFleet) -> Result<()> {
    let path = FleetPath {
        farm: fleet.farm_id,
        fleet: fleet.fleet_id,
    };
    let found = tx.fleet(&path)?.map(|_| ());
    found.ok_or_else(|| not_found(path.fleet))
}

pub async fn list(cx: &Cx, caller: &Caller, query: &str) -> Result<Principals> {
    may_manage(caller)?;
    let mut kind: Option<PrincipalKind> = None;
    for (name, value) in query::pairs(query) {
        match name.as_str() {
            "kind" => {
                let read = value.parse();
                kind = Some(read.map_err(|why| invalid("kind", format!("is {why}")))?);
            }
            _ => return Err(query::unknown(&name)),
        }
    }
    let principals = cx
        .store
        .read("list_principals", move |tx| -> Result<_> {
            let (rows, mut relations) = (tx.principals(kind)?, tx.relations(None)?);
            let shown = rows.into_iter().map(|row| shown(row, &mut relations));
            Ok(shown.collect::<Vec<_>>())
        })
        .await?;
    Ok(Principals {
        principals,
        identity_store_id: cx.config.identity_store_id(),
    })
}

fn show(tx: &mut Tx, row: Row) -> Result<Shown> {
    let mut relations = tx.relations(Some(row.id))?;
    Ok(shown(row, &mut relations))
}

fn shown(row: Row, relations: &mut Relations) -> Shown {
    Shown {
        principal_id: row.id,
        kind: row.kind,
        name: row.name,
        administrator: row.is_administrator,
        created_at: row.created_at,
        created_by: row.created_by,
        disabled_at: row.disabled_at,
        fleets: relations.fleets.remove(&row.id).unwrap_or_default(),
        belongs: relations.belongs.remove(&row.id).unwrap_or_default(),
        last_used_at: relations.last_used_at.remove(&row.id),
    }
}

/// Who is disabled is a stranger at once on this server, and in a few seconds on all; so are all
/// credentials that were given on its behalf.
pub async fn disable(cx: &Cx, caller: &Caller, id: &str, body: &[u8]) -> Result<Shown> {
    may_manage(caller)?;
    let (id, asked): (PrincipalId, Disabled) = (principal_id(id)?, read(body)?);
    if caller.principal.id() == Some(id) && asked.disabled {
        return Err(invalid(
            "disabled",
            "is what another administrator makes you",
        ));
    }
    let at = asked.disabled.then(|| cx.clock.now());
    let shown = cx
        .store
        .write("disable_principal", move |tx| -> Result<_> {
            tx.disable_principal(id, at)?;
            let row = tx.principal(id)?.ok_or_else(|| missing(id))?;
            show(tx, row)
        })
        .await?;
    cx.standings.forget_all();
    Ok(shown)
}

/// Whoever is signed in as the user is so no more.
pub async fn set_password(cx: &Cx, caller: &Caller, id: &str, body: &[u8]) -> Result<Shown> {
    may_manage(caller)?;
    let user = principal_id(id)?;
    // What serde says of a body may quote it.
    let asked: SetPassword = serde_json::from_slice(body)
        .map_err(|_| invalid("password", "must be all that the body holds"))?;
    let phc = cx.sign_in.chosen(asked.password).await?;
    let now = cx.clock.now();
    let shown = cx
        .store
        .write("set_password", move |tx| -> Result<_> {
            let row = person(tx, user)?;
            let phc = phc.clone();
            tx.set_password(&Password { user, phc }, now)?;
            show(tx, row)
        })
        .await?;
    cx.standings.forget_all();
    Ok(shown)
}

/// Says who somebody is whom the provider knows.
pub async fn set_identity(cx: &Cx, caller: &Caller, id: &str, body: &[u8]) -> Result<Shown> {
    may_manage(caller)?;
    let (user, asked): (PrincipalId, SetIdentity) = (principal_id(id)?, read(body)?);
    let provider = cx.config.oidc.as_ref();
    let provider = provider.ok_or_else(|| invalid("subject", "needs [sign_in.oidc] first"))?;
    let issuer = provider.issuer.clone();
    cx.store
        .write("set_identity", move |tx| -> Result<_> {
            let row = person(tx, user)?;
            tx.delete_identities_of(&issuer, user)?;
            if !tx.insert_identity(&issuer, &asked.subject, user)? {
                return Err(invalid("subject", "is another user already"));
            }
            show(tx, row)
        })
        .await
}

fn person(tx: &mut Tx, id: PrincipalId) -> Result<Row> {
    let row = tx.principal(id)?.ok_or_else(|| missing(id))?;
    if row.kind == PrincipalKind::User {
        return Ok(row);
    }
    let why = format!("must be of a person; `{}` is a {}", row.name, row.kind);
    Err(invalid("principalId", why))
}

pub async fn add_to_group(cx: &Cx, caller: &Caller, id: &str, body: &[u8]) -> Result<Shown> {
    may_manage(caller)?;
    let (group, asked): (PrincipalId, GroupUser) = (principal_id(id)?, read(body)?);
    change_group(cx, group, move |tx, row| {
        let found = tx.principal(asked.user_id)?;
        let user = found.ok_or_else(|| missing(asked.user_id))?;
        match user.kind {
            PrincipalKind::User | PrincipalKind::ServiceAccount => {
                Ok(tx.insert_group_user(row.id, user.id)?)
            }
            PrincipalKind::Group | PrincipalKind::Host => {
                let why = format!(
                    "must be of a user or a service account; `{}` is none",
                    user.name
                );
                Err(invalid("userId", why))
            }
        }
    })
    .await
}

pub async fn remove_from_group(cx: &Cx, caller: &Caller, id: &str, user: &str) -> Result<Shown> {
    may_manage(caller)?;
    let user = principal_id(user)?;
    change_group(cx, principal_id(id)?, move |tx, row| {
        Ok(tx.delete_group_user(row.id, user)?)
    })
    .await
}

async fn change_group(
    cx: &Cx,
    group: PrincipalId,
    change: impl Fn(&mut Tx, &Row) -> Result<()> + Send + 'static,
) -> Result<Shown> {
    let shown = cx
        .store
        .write("change_group", move |tx| -> Result<_> {
            let found = tx.principal(group)?;
            let row = found.filter(|row| row.kind == PrincipalKind::Group);
            let row = row.ok_or_else(|| not_found_named("group", &group.to_string()))?;
            change(tx, &row)?;
            show(tx, row)
        })
        .await?;
    cx.standings.forget_all();
    Ok(shown)
}

/// Its secret is told here and never again.
pub async fn create_key(cx: &Cx, caller: &Caller, id: &str) -> Result<CreatedKey> {
    may_manage(caller)?;
    let id = principal_id(id)?;
    let (key, now) = (AccessKey::draw()?, cx.clock.now());
    let of_user = key.row(&cx.sealer, &Principal::User { id }, now)?;
    let of_host = key.row(&cx.sealer, &Principal::Host { id }, now)?;
    cx.store
        .write("create_key", move |tx| -> Result<_> {
            let found = tx.principal(id)?;
            let row = found.ok_or_else(|| missing(id))?;
            match row.kind {
                PrincipalKind::User | PrincipalKind::ServiceAccount => {
                    Ok(tx.insert_access_key(&of_user)?)
                }
                PrincipalKind::Host => Ok(tx.insert_access_key(&of_host)?),
                PrincipalKind::Group => {
                    let why = format!("is of a group, which signs nothing: `{}`", row.name);
                    Err(invalid("principalId", why))
                }
            }
        })
        .await?;
    Ok(created(key))
}

fn created(key: AccessKey) -> CreatedKey {
    CreatedKey {
        access_key_id: key.id,
        secret_access_key: key.secret,
    }
}

pub async fn list_keys(cx: &Cx, caller: &Caller, of: Option<&str>) -> Result<Keys> {
    may_manage(caller)?;
    let of = of.map(principal_id).transpose()?;
    let keys = cx
        .store
        .read("list_keys", move |tx| -> Result<_> {
            Ok(tx.access_keys(of)?)
        })
        .await?;
    let keys = keys
        .into_iter()
        .map(shown_key)
        .collect::<Result<Vec<_>>>()?;
    Ok(Keys {
        keys: keys.into_iter().flatten().collect(),
    })
}

/// A store's own key is none of this server's.
fn shown_key(row: ListedKey) -> Result<Option<Key>> {
    let principal = principal_of(&row)?;
    Ok((principal != Principal::StoreKey).then(|| Key {
        access_key_id: row.id,
        principal_id: row.principal_id,
        name: row.name.unwrap_or_else(|| principal.to_string()),
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        disabled_at: row.disabled_at,
        expires_at: row.expires_at,
    }))
}

fn principal_of(row: &ListedKey) -> Result<Principal> {
    serde_json::from_str(&row.principal)
        .map_err(|why| Error::internal(format!("the principal of access key {}: {why}", row.id)))
}

pub async fn disable_key(cx: &Cx, caller: &Caller, id: &str, body: &[u8]) -> Result<Key> {
    may_manage(caller)?;
    let asked: Disabled = read(body)?;
    if id == caller.access_key_id && asked.disabled {
        let why = "is not what you can make the key that you sign with; use another one";
        return Err(invalid("disabled", why));
    }
    let at = asked.disabled.then(|| cx.clock.now());
    let key = id.to_owned();
    let row = cx
        .store
        .write("disable_key", move |tx| -> Result<_> {
            tx.disable_access_key(&key, at)?;
            key_named(tx, &key)
        })
        .await?;
    cx.keys.forget(id);
    shown_key(row)?.ok_or_else(|| missing_key(id))
}

/// A new key for the same principal; the old one works a little longer, or no more.
pub async fn rotate_key(cx: &Cx, caller: &Caller, id: &str, body: &[u8]) -> Result<CreatedKey> {
    may_manage(caller)?;
    let asked: Rotate = read(body)?;
    if id == caller.access_key_id && asked.keep_old_s == 0 {
        let why = "must leave some time to the key that you sign with: an answer may be lost";
        return Err(invalid("keepOldS", why));
    }
    let (key, now) = (AccessKey::draw()?, cx.clock.now());
    let old_ends = Timestamp::from_ms(now.as_ms() + i64::from(asked.keep_old_s) * 1_000);
    let row = key.row(&cx.sealer, &Principal::StoreKey, now)?;
    let old = id.to_owned();
    cx.store
        .write("rotate_key", move |tx| -> Result<_> {
            let found = key_named(tx, &old)?;
            if principal_of(&found)? == Principal::StoreKey {
                return Err(missing_key(&old));
            }
            refuse_over(&found, now)?;
            let mut row = row.clone();
            (row.principal, row.principal_id) = (found.principal.clone(), found.principal_id);
            tx.insert_access_key(&row)?;
            let ends = found.expires_at.map_or(old_ends, |end| end.min(old_ends));
            tx.end_access_key(&old, ends)?;
            Ok(())
        })
        .await?;
    cx.keys.forget(id);
    Ok(created(key))
}

/// What is over stays so, and gives nothing to its successor.
fn refuse_over(key: &ListedKey, now: Timestamp) -> Result<()> {
    let why = match (key.disabled_at, key.expires_at) {
        (Some(_), _) => "is disabled: enable it, or make a new key",
        (None, Some(end)) if end <= now => "is of a key that has ended: make a new key",
        (None, Some(_) | None) => return Ok(()),
    };
    Err(invalid("accessKeyId", why))
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rotated {
    pub generation: i64,
}

/// What temporary credentials are sealed with. Those that were given last go on working.
pub async fn rotate_tokens(cx: &Cx, caller: &Caller) -> Result<Rotated> {
    may_manage(caller)?;
    let now = cx.clock.now();
    cx.tokens.ready(&cx.store, &cx.sealer, now).await?;
    let generation = cx.tokens.rotate(&cx.store, &cx.sealer, now).await?;
    cx.keys.forget_temporary();
    Ok(Rotated { generation })
}

fn key_named(tx: &mut Tx, id: &str) -> Result<ListedKey> {
    tx.listed_access_key(id)?.ok_or_else(|| missing_key(id))
}

fn missing_key(id: &str) -> Error {
    not_found_named("access-key", id)
}

fn missing(id: PrincipalId) -> Error {
    not_found_named("principal", &id.to_string())
}

fn principal_id(text: &str) -> Result<PrincipalId> {
    text.parse()
        .map_err(|why| invalid("principalId", format!("is {why}: `{text}`")))
}
