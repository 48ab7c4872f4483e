//! What a file may hold: for each kind of resource its place, its fields, and how they may change.

use serde_json::Value;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Noun {
    Farm,
    StorageProfile,
    Limit,
    Fleet,
    Queue,
    QueueEnvironment,
    Budget,
    QueueFleetAssociation,
    QueueLimitAssociation,
}

/// A field that names other resources of the farm.
#[derive(Debug, Clone, Copy)]
pub struct Reference {
    /// Its name in a file, with the name of a resource in it, or a list of those.
    pub field: &'static str,
    /// Its name in the API, with ids.
    pub member: &'static str,
    pub to: Noun,
}

/// How a field changes that an update does not take as a whole.
#[derive(Debug, Clone, Copy)]
pub struct Listed {
    pub field: &'static str,
    pub to_add: &'static str,
    pub to_remove: &'static str,
}

const fn reference(field: &'static str, member: &'static str, to: Noun) -> Reference {
    Reference { field, member, to }
}

const fn listed(field: &'static str, to_add: &'static str, to_remove: &'static str) -> Listed {
    Listed {
        field,
        to_add,
        to_remove,
    }
}

impl Noun {
    pub fn as_str(self) -> &'static str {
        match self {
            Noun::Farm => "farm",
            Noun::StorageProfile => "storage profile",
            Noun::Limit => "limit",
            Noun::Fleet => "fleet",
            Noun::Queue => "queue",
            Noun::QueueEnvironment => "queue environment",
            Noun::Budget => "budget",
            Noun::QueueFleetAssociation => "queue-fleet association",
            Noun::QueueLimitAssociation => "queue-limit association",
        }
    }

    /// The list of a file that holds them.
    pub fn list(self) -> &'static str {
        match self {
            Noun::Farm => "farms",
            Noun::StorageProfile => "storageProfiles",
            Noun::Limit => "limits",
            Noun::Fleet => "fleets",
            Noun::Queue => "queues",
            Noun::QueueEnvironment => "environments",
            Noun::Budget => "budgets",
            Noun::QueueFleetAssociation => "queueFleetAssociations",
            Noun::QueueLimitAssociation => "queueLimitAssociations",
        }
    }

    /// In the order in which they are made: what is referred to comes first.
    pub fn children(self) -> &'static [Noun] {
        match self {
            Noun::Farm => &[
                Noun::StorageProfile,
                Noun::Limit,
                Noun::Fleet,
                Noun::Queue,
                Noun::Budget,
                Noun::QueueFleetAssociation,
                Noun::QueueLimitAssociation,
            ],
            Noun::Queue => &[Noun::QueueEnvironment],
            Noun::StorageProfile
            | Noun::Limit
            | Noun::Fleet
            | Noun::QueueEnvironment
            | Noun::Budget
            | Noun::QueueFleetAssociation
            | Noun::QueueLimitAssociation => &[],
        }
    }

    /// In the order in which they are written, as a file names them.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Noun::Farm => &[
                "displayName",
                "description",
                "costScaleFactor",
                "kmsKeyArn",
                "tags",
            ],
            Noun::StorageProfile => &["displayName", "osFamily", "fileSystemLocations"],
            Noun::Limit => &[
                "displayName",
                "description",
                "amountRequirementName",
                "maxCount",
            ],
            Noun::Fleet => &[
                "displayName",
                "description",
                "roleArn",
                "minWorkerCount",
                "maxWorkerCount",
                "configuration",
                "hostConfiguration",
                "tags",
            ],
            Noun::Queue => &[
                "displayName",
                "description",
                "roleArn",
                "defaultBudgetAction",
                "schedulingConfiguration",
                "jobAttachmentSettings",
                "jobRunAsUser",
                "requiredFileSystemLocationNames",
                "allowedStorageProfiles",
                "tags",
            ],
            Noun::QueueEnvironment => &["priority", "templateType", "template"],
            Noun::Budget => &[
                "displayName",
                "description",
                "queue",
                "approximateDollarLimit",
                "schedule",
                "actions",
                "status",
                "tags",
            ],
            Noun::QueueFleetAssociation => &["queue", "fleet", "status"],
            Noun::QueueLimitAssociation => &["queue", "limit", "status"],
        }
    }

    /// Without these there is no such resource.
    pub fn required(self) -> &'static [&'static str] {
        match self {
            Noun::Farm => &["displayName"],
            Noun::StorageProfile => &["displayName", "osFamily"],
            Noun::Limit => &["displayName", "amountRequirementName", "maxCount"],
            Noun::Fleet => &["displayName", "roleArn", "maxWorkerCount", "configuration"],
            Noun::Queue => &["displayName"],
            Noun::QueueEnvironment => &["priority", "templateType", "template"],
            Noun::Budget => &[
                "displayName",
                "queue",
                "approximateDollarLimit",
                "schedule",
                "actions",
            ],
            Noun::QueueFleetAssociation => &["queue", "fleet"],
            Noun::QueueLimitAssociation => &["queue", "limit"],
        }
    }

    /// No update changes these.
    pub fn fixed(self) -> &'static [&'static str] {
        match self {
            Noun::Farm => &["kmsKeyArn"],
            Noun::Limit => &["amountRequirementName"],
            Noun::Budget => &["queue"],
            Noun::StorageProfile
            | Noun::Fleet
            | Noun::Queue
            | Noun::QueueEnvironment
            | Noun::QueueFleetAssociation
            | Noun::QueueLimitAssociation => &[],
        }
    }

    pub fn references(self) -> &'static [Reference] {
        const QUEUE: Reference = reference("queue", "queueId", Noun::Queue);
        match self {
            Noun::Queue => {
                const {
                    &[reference(
                        "allowedStorageProfiles",
                        "allowedStorageProfileIds",
                        Noun::StorageProfile,
                    )]
                }
            }
            Noun::QueueFleetAssociation => {
                const { &[QUEUE, reference("fleet", "fleetId", Noun::Fleet)] }
            }
            Noun::QueueLimitAssociation => {
                const { &[QUEUE, reference("limit", "limitId", Noun::Limit)] }
            }
            Noun::Budget => const { &[QUEUE] },
            // Of its configuration.
            Noun::Fleet => {
                const {
                    &[reference(
                        "storageProfile",
                        "storageProfileId",
                        Noun::StorageProfile,
                    )]
                }
            }
            Noun::Farm | Noun::StorageProfile | Noun::Limit | Noun::QueueEnvironment => &[],
        }
    }

    pub fn listed(self) -> &'static [Listed] {
        match self {
            Noun::StorageProfile => {
                const {
                    &[listed(
                        "fileSystemLocations",
                        "fileSystemLocationsToAdd",
                        "fileSystemLocationsToRemove",
                    )]
                }
            }
            Noun::Queue => {
                const {
                    &[
                        listed(
                            "requiredFileSystemLocationNames",
                            "requiredFileSystemLocationNamesToAdd",
                            "requiredFileSystemLocationNamesToRemove",
                        ),
                        listed(
                            "allowedStorageProfileIds",
                            "allowedStorageProfileIdsToAdd",
                            "allowedStorageProfileIdsToRemove",
                        ),
                    ]
                }
            }
            Noun::Budget => const { &[listed("actions", "actionsToAdd", "actionsToRemove")] },
            Noun::Farm
            | Noun::Limit
            | Noun::Fleet
            | Noun::QueueEnvironment
            | Noun::QueueFleetAssociation
            | Noun::QueueLimitAssociation => &[],
        }
    }

    pub fn is_association(self) -> bool {
        self.stop().is_some()
    }

    /// What an association is told to become that shall be STOPPED: what runs may end.
    pub fn stop(self) -> Option<&'static str> {
        match self {
            Noun::QueueFleetAssociation => Some("STOP_SCHEDULING_AND_COMPLETE_TASKS"),
            Noun::QueueLimitAssociation => Some("STOP_LIMIT_USAGE_AND_COMPLETE_TASKS"),
            Noun::Farm
            | Noun::StorageProfile
            | Noun::Limit
            | Noun::Fleet
            | Noun::Queue
            | Noun::QueueEnvironment
            | Noun::Budget => None,
        }
    }

    /// As a path of an ARN has it, for those that have tags.
    pub fn in_arn(self) -> Option<&'static str> {
        match self {
            Noun::Farm => Some("farm"),
            Noun::Fleet => Some("fleet"),
            Noun::Queue => Some("queue"),
            Noun::Budget => Some("budget"),
            Noun::StorageProfile
            | Noun::Limit
            | Noun::QueueEnvironment
            | Noun::QueueFleetAssociation
            | Noun::QueueLimitAssociation => None,
        }
    }
}

/// Where a fleet's configuration keeps the reference: whatever kind of fleet it is, the settings are
/// the one member of a union.
pub fn fleet_settings(
    configuration: &mut Value,
) -> impl Iterator<Item = &mut serde_json::Map<String, Value>> {
    let members = configuration.as_object_mut().into_iter();
    members.flat_map(|union| union.values_mut().filter_map(Value::as_object_mut))
}
