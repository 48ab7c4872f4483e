//! CreateMonitor, GetMonitor, ListMonitors, UpdateMonitor, DeleteMonitor, GetMonitorSettings and
//! UpdateMonitorSettings (`semantics.md` 1.15). A monitor is kept as it is described; nothing here
//! serves its pages or signs its users in.

use callsheet_api::Operation;
use callsheet_api::ids::MonitorId;
use callsheet_api::types::{
    CreateMonitorRequest, CreateMonitorResponse, DeleteMonitorRequest, DeleteMonitorResponse,
    GetMonitorRequest, GetMonitorResponse, GetMonitorSettingsRequest, GetMonitorSettingsResponse,
    ListMonitorsRequest, ListMonitorsResponse, MonitorSummary, UpdateMonitorRequest,
    UpdateMonitorResponse, UpdateMonitorSettingsRequest, UpdateMonitorSettingsResponse,
};
use callsheet_store::Tx;
use callsheet_store::monitors::{Monitor, MonitorIdentity, MonitorSettings};
use callsheet_store::quotas::Counted;

use crate::api::client_token::{Token, once};
use crate::api::paging::{decode, encode, page_size};
use crate::api::quotas::refuse_full;
use crate::api::tags;
use crate::auth::{Caller, Resource};
use crate::context::{Cx, ServerConfig};
use crate::error::{Result, invalid, not_found};

const MOST_SETTINGS: usize = 64;

pub async fn create_monitor(
    cx: &Cx,
    caller: &Caller,
    input: CreateMonitorRequest,
) -> Result<CreateMonitorResponse> {
    let now = cx.clock.now();
    let token = Token::of(caller, Operation::CreateMonitor, &input);
    let tags = tags::checked(input.tags)?;
    let monitor = Monitor {
        id: MonitorId::from_bytes(cx.ids.draw(now)),
        display_name: input.display_name,
        subdomain: input.subdomain,
        identity: MonitorIdentity {
            identity_center_instance_arn: input.identity_center_instance_arn,
            identity_center_region: input.identity_center_region,
            role_arn: input.role_arn,
        },
        created_at: now,
        created_by: caller.arn(&cx.config.account_id),
        updated_at: None,
        updated_by: None,
    };
    let application = application_arn(&monitor, &cx.config);
    let caller = caller.clone();
    let config = cx.config.clone();
    cx.store
        .write("create_monitor", move |tx| -> Result<_> {
            caller.may(Operation::CreateMonitor, &Resource::ACCOUNT)?;
            once(tx, token.as_ref(), now, |tx| {
                refuse_taken(tx, &monitor)?;
                refuse_full(tx, &config.quotas, Counted::Monitors)?;
                tx.insert_monitor(&monitor)?;
                tx.put_tags(*monitor.id.as_bytes(), &tags)?;
                Ok(CreateMonitorResponse {
                    identity_center_application_arn: application.clone(),
                    monitor_id: monitor.id,
                })
            })
        })
        .await
}

/// An address leads to one monitor. The operations declare no conflict.
fn refuse_taken(tx: &mut Tx, monitor: &Monitor) -> Result<()> {
    match tx.monitor_at(&monitor.subdomain)? {
        Some(other) if other != monitor.id => {
            let why = format!("is {}, which {other} has", monitor.subdomain);
            Err(invalid("subdomain", why))
        }
        Some(_) | None => Ok(()),
    }
}

/// Of the application that the service would make in the identity centre; none is made.
fn application_arn(monitor: &Monitor, config: &ServerConfig) -> String {
    let instance = &monitor.identity.identity_center_instance_arn;
    let instance = instance.rsplit('/').next().unwrap_or_default();
    let (account, id) = (&config.account_id, monitor.id.to_string());
    let own: String = id.chars().rev().take(16).collect();
    format!("arn:aws:sso::{account}:application/{instance}/apl-{own}")
}

/// As the service would call it: clients look for the subdomain in it.
fn url(monitor: &Monitor, config: &ServerConfig) -> String {
    let (subdomain, region) = (&monitor.subdomain, &config.region);
    format!("https://{subdomain}.{region}.deadlinecloud.amazonaws.com")
}

pub async fn get_monitor(
    cx: &Cx,
    caller: &Caller,
    input: GetMonitorRequest,
) -> Result<GetMonitorResponse> {
    let id = input.monitor_id;
    let caller = caller.clone();
    let monitor = cx
        .store
        .read("get_monitor", move |tx| -> Result<_> {
            let monitor = tx.monitor(id)?.ok_or_else(|| not_found(id))?;
            caller.may(Operation::GetMonitor, &Resource::ACCOUNT)?;
            Ok(monitor)
        })
        .await?;
    Ok(GetMonitorResponse {
        identity_center_application_arn: application_arn(&monitor, &cx.config),
        url: url(&monitor, &cx.config),
        created_at: monitor.created_at,
        created_by: monitor.created_by,
        display_name: monitor.display_name,
        identity_center_instance_arn: monitor.identity.identity_center_instance_arn,
        identity_center_region: monitor.identity.identity_center_region,
        monitor_id: monitor.id,
        role_arn: monitor.identity.role_arn,
        subdomain: monitor.subdomain,
        updated_at: monitor.updated_at,
        updated_by: monitor.updated_by,
    })
}

pub async fn list_monitors(
    cx: &Cx,
    caller: &Caller,
    input: ListMonitorsRequest,
) -> Result<ListMonitorsResponse> {
    let after: Option<MonitorId> = decode(Operation::ListMonitors, input.next_token.as_deref())?;
    let size = page_size(input.max_results);
    let caller = caller.clone();
    let page = cx
        .store
        .read("list_monitors", move |tx| -> Result<_> {
            caller.may(Operation::ListMonitors, &Resource::ACCOUNT)?;
            Ok(tx.monitors(after, size)?)
        })
        .await?;
    let monitors = page.items.into_iter();
    Ok(ListMonitorsResponse {
        monitors: monitors
            .map(|monitor| summary(monitor, &cx.config))
            .collect(),
        next_token: page.next.map(|key| encode(Operation::ListMonitors, &key)),
    })
}

fn summary(monitor: Monitor, config: &ServerConfig) -> MonitorSummary {
    MonitorSummary {
        identity_center_application_arn: application_arn(&monitor, config),
        url: url(&monitor, config),
        created_at: monitor.created_at,
        created_by: monitor.created_by,
        display_name: monitor.display_name,
        identity_center_instance_arn: monitor.identity.identity_center_instance_arn,
        identity_center_region: monitor.identity.identity_center_region,
        monitor_id: monitor.id,
        role_arn: monitor.identity.role_arn,
        subdomain: monitor.subdomain,
        updated_at: monitor.updated_at,
        updated_by: monitor.updated_by,
    }
}

pub async fn update_monitor(
    cx: &Cx,
    caller: &Caller,
    input: UpdateMonitorRequest,
) -> Result<UpdateMonitorResponse> {
    let id = input.monitor_id;
    let now = cx.clock.now();
    let (caller, by) = (caller.clone(), caller.arn(&cx.config.account_id));
    cx.store
        .write("update_monitor", move |tx| -> Result<_> {
            let mut monitor = tx.lock_monitor(id)?.ok_or_else(|| not_found(id))?;
            caller.may(Operation::UpdateMonitor, &Resource::ACCOUNT)?;
            apply(&mut monitor, &input);
            refuse_taken(tx, &monitor)?;
            tx.update_monitor(&monitor, &by, now)?;
            Ok(UpdateMonitorResponse {})
        })
        .await
}

/// What the request leaves out stays as it was.
fn apply(monitor: &mut Monitor, input: &UpdateMonitorRequest) {
    if let Some(display_name) = &input.display_name {
        monitor.display_name.clone_from(display_name);
    }
    if let Some(subdomain) = &input.subdomain {
        monitor.subdomain.clone_from(subdomain);
    }
    if let Some(role_arn) = &input.role_arn {
        monitor.identity.role_arn.clone_from(role_arn);
    }
}

pub async fn delete_monitor(
    cx: &Cx,
    caller: &Caller,
    input: DeleteMonitorRequest,
) -> Result<DeleteMonitorResponse> {
    let id = input.monitor_id;
    let caller = caller.clone();
    cx.store
        .write("delete_monitor", move |tx| -> Result<_> {
            tx.lock_monitor(id)?.ok_or_else(|| not_found(id))?;
            caller.may(Operation::DeleteMonitor, &Resource::ACCOUNT)?;
            tx.delete_monitor(id)?;
            Ok(DeleteMonitorResponse {})
        })
        .await
}

pub async fn get_monitor_settings(
    cx: &Cx,
    caller: &Caller,
    input: GetMonitorSettingsRequest,
) -> Result<GetMonitorSettingsResponse> {
    let id = input.monitor_id;
    let caller = caller.clone();
    let settings = cx
        .store
        .read("get_monitor_settings", move |tx| -> Result<_> {
            let settings = tx.monitor_settings(id)?.ok_or_else(|| not_found(id))?;
            caller.may(Operation::GetMonitorSettings, &Resource::ACCOUNT)?;
            Ok(settings)
        })
        .await?;
    Ok(GetMonitorSettingsResponse { settings })
}

pub async fn update_monitor_settings(
    cx: &Cx,
    caller: &Caller,
    input: UpdateMonitorSettingsRequest,
) -> Result<UpdateMonitorSettingsResponse> {
    let id = input.monitor_id;
    let caller = caller.clone();
    cx.store
        .write("update_monitor_settings", move |tx| -> Result<_> {
            tx.lock_monitor(id)?.ok_or_else(|| not_found(id))?;
            caller.may(Operation::UpdateMonitorSettings, &Resource::ACCOUNT)?;
            let kept = tx.monitor_settings(id)?.ok_or_else(|| not_found(id))?;
            tx.write_monitor_settings(id, &merged(kept, &input.settings)?)?;
            Ok(UpdateMonitorSettingsResponse {})
        })
        .await
}

/// What is not named stays, and an empty text takes a setting away.
fn merged(mut kept: MonitorSettings, new: &MonitorSettings) -> Result<MonitorSettings> {
    kept.extend(new.clone());
    kept.retain(|_, value| !value.is_empty());
    if kept.len() > MOST_SETTINGS {
        let (count, most) = (kept.len(), MOST_SETTINGS);
        let why = format!("would make {count}; a monitor has {most} at most");
        return Err(invalid("settings", why));
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(pairs: &[(&str, &str)]) -> MonitorSettings {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn settings_are_merged_and_an_empty_one_goes() {
        let kept = settings(&[("theme", "dark"), ("rows", "50")]);
        let new = settings(&[("theme", ""), ("columns", "name"), ("never", "")]);
        assert_eq!(
            merged(kept, &new),
            Ok(settings(&[("rows", "50"), ("columns", "name")]))
        );
        let many: MonitorSettings = (0..65)
            .map(|number| (format!("s{number}"), "x".to_owned()))
            .collect();
        assert!(merged(MonitorSettings::new(), &many).is_err());
    }
}
